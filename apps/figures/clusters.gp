sizes = "8 12 16 20"
shade = sprintf("%s %s %s %s", c4, c3, c2, c1)
full = "13 9 5 7"
is(n) = column("size") == n ? column("self_coupling") : NaN
bar(name) = column(name."_error")
set multiplot
set lmargin at screen 0.17; set rmargin at screen 0.975
set xrange [-0.03:1.03]; set xtics 0.2; set mxtics 2
set yrange [-0.04:1.04]; set ytics 0.2; set mytics 2
unset key

# (a) Fixed points without another within two flips.
set tmargin at screen 0.985; set bmargin at screen 0.55
set format x ""
set ylabel "isolated fraction" offset 0.6,0
set label 1 "(a)" right at graph 0.97,0.16
set key at graph 0.97,0.95 right top Left reverse samplen 2 spacing 1.1
plot for [i=1:4] data using (is(word(sizes,i)+0)):(column("isolated_fraction")-bar("isolated_fraction")):(0):(2*bar("isolated_fraction")) with vectors heads size screen 0.008,90 nofilled lw 0.8 lc rgb word(shade,i) notitle, \
  for [i=1:4] data using (is(word(sizes,i)+0)):(column("isolated_fraction")) with linespoints lw 0.8 dt i pt (word(full,i)+0) ps 0.5 lc rgb word(shade,i) title Ntext." = ".word(sizes,i)
unset label 1

# (b) The share of all fixed points in the largest cluster.
set tmargin at screen 0.53; set bmargin at screen 0.105
unset key
set format x "%g"
set xlabel "self-coupling ".JD offset 0,0.4
set ylabel "share of largest cluster" offset 0.6,0
set label 2 "(b)" right at graph 0.97,0.08
plot for [i=1:4] data using (is(word(sizes,i)+0)):(column("largest_fraction")-bar("largest_fraction")):(0):(2*bar("largest_fraction")) with vectors heads size screen 0.008,90 nofilled lw 0.8 lc rgb word(shade,i) notitle, \
  for [i=1:4] data using (is(word(sizes,i)+0)):(column("largest_fraction")) with linespoints lw 0.8 dt i pt (word(full,i)+0) ps 0.5 lc rgb word(shade,i) notitle
unset label 2
unset multiplot
