sizes = "100 200 400 800"
shade = sprintf("%s %s %s %s", c4, c3, c2, c1)
full = "13 9 5 7"
finite(x) = x < 1e15 ? x : NaN
top(x) = x < 1e15 ? x : 2000
is(rule, n) = strcol("rule") eq rule && column("size") == n && finite(column("median_sweeps")) > 0 ? column("self_coupling") : NaN
set multiplot
set lmargin at screen 0.15; set rmargin at screen 0.975
set xrange [0.27:1.53]; set xtics 0.2; set mxtics 2
set logscale y; set yrange [1.6:1300]; set format y powers
set ylabel "median sweeps" offset 0.6,0
unset key

# (a) One neuron at a time.
set tmargin at screen 0.985; set bmargin at screen 0.55
set format x ""
set label 1 "(a) asynchronous, random order" left at graph 0.03,0.09
set key at graph 0.97,0.95 right top Left reverse samplen 2 spacing 1.1
plot for [i=1:4] data using (is("asynchronous", word(sizes,i)+0)):(column("median_low")):(0):(top(column("median_high"))-column("median_low")) with vectors heads size screen 0.008,90 nofilled lw 0.8 lc rgb word(shade,i) notitle, \
  for [i=1:4] data using (is("asynchronous", word(sizes,i)+0)):(finite(column("median_sweeps"))) with linespoints lw 0.8 dt i pt (word(full,i)+0) ps 0.5 lc rgb word(shade,i) title Ntext." = ".word(sizes,i)
unset label 1

# (b) All at once.
set tmargin at screen 0.53; set bmargin at screen 0.105
unset key
set format x "%g"
set xlabel "self-coupling ".JD offset 0,0.4
set label 2 "(b) parallel" left at graph 0.03,0.09
plot for [i=1:4] data using (is("parallel", word(sizes,i)+0)):(column("median_low")):(0):(top(column("median_high"))-column("median_low")) with vectors heads size screen 0.008,90 nofilled lw 0.8 lc rgb word(shade,i) notitle, \
  for [i=1:4] data using (is("parallel", word(sizes,i)+0)):(finite(column("median_sweeps"))) with linespoints lw 0.8 dt i pt (word(full,i)+0) ps 0.5 lc rgb word(shade,i) notitle
unset label 2
unset multiplot
