is(series) = strcol("series") eq series ? column("coupling") : NaN
set lmargin at screen 0.15; set rmargin at screen 0.80
set tmargin at screen 0.97; set bmargin at screen 0.16
set xrange [-0.0375:0.9375]; set xtics 0.2; set mxtics 4
set yrange [-0.025:0.575]; set ytics 0.1; set mytics 2
set cbrange [0:1]; set cbtics 0.5; set mcbtics 5
set palette defined (0 "#ffffff", 0.5 "#9fc4dd", 1 "#2d5f8a")
set colorbox user origin screen 0.825,0.16 size screen 0.035,0.81
set cblabel "success of random order" offset -0.1,0
set xlabel "coupling between modules ".(tex ? "$\\lambda$" : "{/:Italic λ}") offset 0,0.4
set ylabel "self-coupling ".JD offset 0.8,0
set label 1 "gap closing (theory)" left at 0.01,0.095 front
set label 2 "success 1/2" right at 0.62,0.2 front
set tics front
unset key
plot \
  data using (is("simulation")):(column("self_coupling")):(is("simulation")-0.038):(is("simulation")+0.038):(column("self_coupling")-0.0254):(column("self_coupling")+0.0254):(column("success_fraction")) with boxxyerror fillstyle solid noborder lc palette, \
  data using (is("half")):(column("self_coupling")) with linespoints lc rgb "black" lw 1.2 pt 7 ps 0.4, \
  data using (is("gap_closing")):(column("self_coupling")) smooth csplines with lines lc rgb c3 lw 2 dt (12,6)
