fields = "0 0.1 0.25 0.5"
shade = sprintf("%s %s %s %s", c4, c3, c2, c1)
full = "13 9 5 7"
is(n) = abs(column("self_coupling") - n) < 1e-9 ? column("epoch") : NaN
bar(name) = column(name."_error")
set lmargin at screen 0.17; set rmargin at screen 0.97
set xrange [-0.4:@epochs@+0.4]; set xtics 2; set mxtics 2
set multiplot

# (a) Before the first epoch the state is lost with the feedback, later it stays.
set tmargin at screen 0.985; set bmargin at screen 0.55
set format x ""
set yrange [*:1.01]; set ytics autofreq; set mytics 2
set ylabel "overlap after removal" offset 0.6,0
set label 1 "(a)" right at graph 0.97,0.62
set key at graph 0.97,0.05 right bottom Left reverse samplen 2.5 spacing 1.1
plot \
  for [i=1:4] data using (is(word(fields,i)+0)):(column("overlap")-bar("overlap")):(0):(2*bar("overlap")) with vectors heads size screen 0.008,90 nofilled lw 0.8 lc rgb word(shade,i) notitle, \
  for [i=4:1:-1] data using (is(word(fields,i)+0)):(column("overlap")) with linespoints lw 1.4 dt 5-i pt (word(full,i)+0) ps 0.6 lc rgb word(shade,i) title JD." = ".word(fields,i)
unset label 1

# (b) But only with a self-coupling does it still know the class.
set tmargin at screen 0.53; set bmargin at screen 0.105
unset key
set format x "%g"
set yrange [0:0.98]; set ytics 0.2; set mytics 2
set xlabel "epoch" offset 0,0.4
set ylabel "accuracy" offset 0.6,0
set label 2 "(b)" left at graph 0.03,0.92
set arrow 1 from graph 0,first 0.1 to graph 1,first 0.1 nohead lw 0.7 dt (1,3) lc rgb grey
set label 3 "chance" right at graph 0.98,first 0.05 tc rgb grey
plot \
  for [i=1:4] data using (is(word(fields,i)+0)):(column("test_accuracy")-bar("test_accuracy")):(0):(2*bar("test_accuracy")) with vectors heads size screen 0.008,90 nofilled lw 0.8 lc rgb word(shade,i) notitle, \
  for [i=1:4] data using (is(word(fields,i)+0)):(column("test_accuracy")) with linespoints lw 1.4 dt 5-i pt (word(full,i)+0) ps 0.6 lc rgb word(shade,i) notitle
unset label 2; unset label 3; unset arrow 1
unset multiplot
