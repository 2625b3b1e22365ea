sizes = "10 20 40"
shade = sprintf("%s %s %s", c3, c2, c1)
full = "9 5 7"
is(series, n) = strcol("series") eq series && column("size") == n ? column("self_coupling") : NaN
positive(x) = x > 0 ? x : NaN
set multiplot
set lmargin at screen 0.17; set rmargin at screen 0.975
set xrange [-0.33:0.93]; set xtics 0.2; set mxtics 2
unset key
set format x ""

# (a) Random starts that end on a cycle.
set tmargin at screen 0.99; set bmargin at screen 0.70
set yrange [-0.06:1.08]; set ytics 0.5; set mytics 5
set ylabel "ends on a cycle" offset 1.0,0
set label 1 "(a)" left at graph 0.03,0.12
set key at graph 0.97,0.95 right top Left reverse samplen 2 spacing 1.1
plot for [i=1:3] data using (is("dynamics", word(sizes,i)+0)):(column("cycle_low")):(0):(column("cycle_high")-column("cycle_low")) with vectors heads size screen 0.007,90 nofilled lw 0.8 lc rgb word(shade,i) notitle, \
  for [i=1:3] data using (is("dynamics", word(sizes,i)+0)):(column("cycle_fraction")) with linespoints lw 0.8 dt i pt (word(full,i)+0) ps 0.5 lc rgb word(shade,i) title Ntext." = ".word(sizes,i)
unset label 1; unset key

# (b) Their periods.
set tmargin at screen 0.685; set bmargin at screen 0.395
set logscale y; set yrange [1.4:3e4]; unset ytics; set ytics ("10" 10, power(2) 100, power(3) 1000, power(4) 10000); set mytics 10
set ylabel "mean period" offset 0.4,0
set label 2 "(b)" right at graph 0.97,0.88
plot for [i=1:3] data using (is("dynamics", word(sizes,i)+0)):(column("period")-(column("period_error") < 0.9*column("period") ? column("period_error") : 0.9*column("period"))):(0):(column("period_error")+(column("period_error") < 0.9*column("period") ? column("period_error") : 0.9*column("period"))) with vectors heads size screen 0.007,90 nofilled lw 0.8 lc rgb word(shade,i) notitle, \
  for [i=1:3] data using (is("dynamics", word(sizes,i)+0)):(column("period")) with linespoints lw 0.8 dt i pt (word(full,i)+0) ps 0.5 lc rgb word(shade,i) notitle
unset label 2

# (c) Mean number of 2-cycles: closed form, and all states of small networks.
set tmargin at screen 0.38; set bmargin at screen 0.09
set format x "%g"
set xlabel "self-coupling ".JD offset 0,0.5
set yrange [2e-4:1e4]; unset ytics; set ytics (power(-3) 1e-3, power(-2) 1e-2, power(-1) 0.1, "1" 1, "10" 10, power(2) 1e2, power(3) 1e3); set mytics 10
set ylabel "mean 2-cycles" offset 0.4,0
set label 3 "(c)" right at graph 0.97,0.88
plot for [i=1:3] data using (is("closed_form", word(sizes,i)+0)):(column("two_cycles")) with lines lw 1.4 dt i lc rgb word(shade,i) notitle, \
  data using (is("exhaustive", 10)):(positive(column("two_cycles")-column("two_cycles_error"))):(0):(2*column("two_cycles_error")) with vectors heads size screen 0.007,90 nofilled lw 0.8 lc rgb word(shade,1) notitle, \
  data using (is("exhaustive", 10)):(positive(column("two_cycles"))) with points pt (word(full,1)+0) ps 0.5 lc rgb word(shade,1) notitle
unset label 3
unset multiplot
