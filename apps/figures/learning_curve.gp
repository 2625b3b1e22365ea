is(s) = strcol("series") eq s ? column("epoch") : NaN
bar(name) = column(name."_error")
set lmargin at screen 0.17; set rmargin at screen 0.97
set xrange [0:*]; set xtics autofreq; set mxtics 2
set multiplot

# (a) Accuracy: symbols on the test set, dashes on the training set.
set tmargin at screen 0.985; set bmargin at screen 0.50
set format x ""
set yrange [*:*]; set ytics autofreq; set mytics 2; set offsets 0, 0, 0, graph 0.3
set ylabel "accuracy" offset 0.6,0
set label 1 "(a)" left at graph 0.03,0.93; set label 3 "dashed: training set" left at graph 0.04,0.09
set key at graph 0.97,0.06 right bottom Left reverse samplen 2.5 spacing 1.1
plot \
  for [i=1:3] data using (is(word(series,i))):(column("train_accuracy")) with lines lw 1.2 dt (12,8) lc rgb word(shade,i) notitle, \
  for [i=1:3] data using (is(word(series,i))):(column("test_accuracy")-bar("test_accuracy")):(0):(2*bar("test_accuracy")) with vectors heads size screen 0.008,90 nofilled lw 0.8 lc rgb word(shade,i) notitle, \
  for [i=1:3] data using (is(word(series,i))):(column("test_accuracy")) with linespoints lw 1.2 pt (word(full,i)+0) ps 0.5 lc rgb word(shade,i) title word(titles,i)
unset label 1; unset label 3; unset offsets

# (b) Neurons at which the rule acted (full), and which would still flip (open; none: no symbol).
set tmargin at screen 0.48; set bmargin at screen 0.105
set format x "%g"
set xlabel "epoch" offset 0,0.4
set logscale y; set format y powers; set yrange [*:0.9]; unset mytics
set ylabel "share of neurons" offset 0.6,0
set label 2 "(b)" right at graph 0.97,0.08
set key at graph 0.97,0.52 right center Left reverse samplen 2.5 spacing 1.1
plot \
  for [i=1:2] data using (is(word(series,i))):(column("update_fraction")) with linespoints lw 1.2 pt (word(full,i)+0) ps 0.5 lc rgb word(shade,i) title "updated, ".word(sizes,i), \
  for [i=1:2] data using (is(word(series,i))):(column("unstable_fraction") > 0 ? column("unstable_fraction") : NaN) with linespoints lw 1.2 dt (4,8) pt (word(open,i)+0) ps 0.5 lc rgb word(shade,i) title "unstable, ".word(sizes,i)
unset multiplot
