# J_D is a smooth function of λ, even next to λ = 0, so splines need few points.
is(l, n) = strcol("modules") eq l && strcol("name") eq n ? column("coupling") : NaN
set lmargin at screen 0.17; set rmargin at screen 0.96
set tmargin at screen 0.98; set bmargin at screen 0.16
set xrange [0:0.55]; set xtics 0.1; set mxtics 2
set yrange [-0.05:0.1]; set ytics 0.05; set mytics 5
set xlabel "coupling between modules ".(tex ? "$\\lambda$" : "{/:Italic λ}") offset 0,0.4
set ylabel "self-coupling ".JD offset 0.8,0
set label 1 "isolated fixed points" at 0.03,0.005 left
set label 2 "dense clusters" at 0.53,0.088 right
set key at graph 0.03,0.05 left bottom Left reverse samplen 3 spacing 1.1
plot \
  data using (is("pair", "gap_closing")):(column("self_coupling")) smooth csplines with lines lc rgb c2 lw 1.8 dt 1 title "two: gap closing", \
  data using (is("pair", "monotone")):(column("self_coupling")) smooth csplines with lines lc rgb c2 lw 1.8 dt (8,5) title "two: monotone", \
  data using (is("ring_of_three", "gap_closing")):(column("self_coupling")) smooth csplines with lines lc rgb c3 lw 1.8 dt 1 title "three: gap closing", \
  data using (is("pair", "gap_closing")):(column("self_coupling")) with points pt 7 ps 0.35 lc rgb c2 notitle, \
  data using (is("pair", "monotone")):(column("self_coupling")) with points pt 6 ps 0.4 lc rgb c2 notitle, \
  data using (is("ring_of_three", "gap_closing")):(column("self_coupling")) with points pt 5 ps 0.35 lc rgb c3 notitle
