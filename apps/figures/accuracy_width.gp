series = "single reservoir random-features"
shade = sprintf("%s %s %s", c1, c2, c3)
full = "7 5 9"
titles = "'learned couplings' 'reservoir' 'random features'"
is(s) = strcol("series") eq s ? column("hidden") : NaN
bar(name) = column(name."_error")
set lmargin at screen 0.17; set rmargin at screen 0.97
set tmargin at screen 0.98; set bmargin at screen 0.16
set logscale x 2
set xrange [40:1000]; set xtics (50, 100, 200, 400, 800); unset mxtics
set ytics autofreq; set mytics 2
set xlabel "neurons ".(tex ? "$H$" : "{/:Italic H}") offset 0,0.4
set ylabel "accuracy on the test set" offset 0.6,0
set offsets 0, 0, 0, graph 0.12
set key at graph 0.98,0.03 right bottom Left reverse samplen 3 spacing 1.1
plot \
  for [i=1:3] data using (is(word(series,i))):(column("test_accuracy")-bar("test_accuracy")):(0):(2*bar("test_accuracy")) with vectors heads size screen 0.008,90 nofilled lw 0.8 lc rgb word(shade,i) notitle, \
  for [i=1:3] data using (is(word(series,i))):(column("test_accuracy")) with linespoints lw 1.4 dt i pt (word(full,i)+0) ps 0.6 lc rgb word(shade,i) title word(titles,i)
