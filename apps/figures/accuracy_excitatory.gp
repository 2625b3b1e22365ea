series = "feedback-removed feedback-kept"
shade = sprintf("%s %s", c1, c3)
full = "7 4"
titles = "'feedback removed' 'feedback kept'"
is(s) = strcol("series") eq s ? column("coupling") : NaN
bar(name) = column(name."_error")
set lmargin at screen 0.17; set rmargin at screen 0.97
set tmargin at screen 0.98; set bmargin at screen 0.16
set xrange [-0.1:3.1]; set xtics 0.5; unset mxtics
set yrange [0:1]; set ytics 0.2; set mytics 2
set xlabel "coupling between the layers ".(tex ? "$\\lambda$" : "{/:Italic λ}") offset 0,0.4
set ylabel "accuracy on the test set" offset 0.6,0
set key at graph 0.97,0.4 right center Left reverse samplen 2.5 spacing 1.2
set arrow 1 from graph 0,first 0.1 to graph 1,first 0.1 nohead lw 0.7 dt (1,3) lc rgb grey
set label 1 "chance" right at graph 0.98,first 0.06 tc rgb grey
plot \
  data using (is("gap-closing")):(0):(0):(1) with vectors nohead lw 1.2 dt (12,8) lc rgb c2 notitle, \
  data using (is("gap-closing") - 0.1):(0.54):("gap closing (theory)") with labels rotate by 90 center tc rgb c2 notitle, \
  for [i=1:2] data using (is(word(series,i))):(column("test_accuracy")-bar("test_accuracy")):(0):(2*bar("test_accuracy")) with vectors heads size screen 0.008,90 nofilled lw 0.8 lc rgb word(shade,i) notitle, \
  for [i=1:2] data using (is(word(series,i))):(column("test_accuracy")) with linespoints lw 1.4 dt i pt (word(full,i)+0) ps 0.6 lc rgb word(shade,i) title word(titles,i)
