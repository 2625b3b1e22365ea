y = tex ? "$y$" : "{/:Italic y}"
is(series) = strcol("series") eq series ? column("self_coupling") : NaN
whole(v) = abs(v - floor(v + 0.5)) < 1e-9
set lmargin at screen 0.17; set rmargin at screen 0.975
set tmargin at screen 0.98; set bmargin at screen 0.155
set logscale x; set samples 2000
set xrange [1:110]; set xtics (1,2,3,5,10,20,50,100)
set yrange [0:0.07]; set ytics 0.02; set mytics 2
set xlabel "replicas ".y offset 0,0.4
set ylabel "self-coupling ".JD offset 1.2,0
set label 1 JD." = @closing@ at ".y." = @replicas@" left at @replicas@*0.75,0.0642
set key at graph 0.42,0.04 center bottom Left reverse samplen 2 spacing 1.2
plot @closing@ with lines lc rgb grey lw 0.6 dt (6,4) notitle, \
  data using (column("replicas")):(is("y_gap")) smooth mcsplines with lines lc rgb c2 lw 1.6 title y."-gap", \
  data using (column("replicas")):(whole(column("replicas")) ? is("y_gap") : NaN) with points pt 7 ps 0.5 lc rgb c2 title "integer ".y, \
  data using (column("replicas")):(is("gap_closing")) with points pt 8 ps 1 lw 1.2 lc rgb c3 title "gap closing"
unset label 1
