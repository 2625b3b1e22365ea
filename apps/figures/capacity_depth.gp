sizes = "25 50 50"
steered = "1 1 0"
shade = sprintf("%s %s %s", c3, c1, c2)
symbol = "5 7 6"
is(i) = column("size") == word(sizes,i)+0 && (column("hidden_feedback") > 0) == word(steered,i)+0 ? column("layers") : NaN
who(i) = word(steered,i)+0 ? "all layers, ".Ntext." = ".word(sizes,i) : "last layer, ".Ntext." = ".word(sizes,i)
bar = "capacity_error"
set lmargin at screen 0.15; set rmargin at screen 0.97
set tmargin at screen 0.98; set bmargin at screen 0.16
set xrange [0.5:8.5]; set xtics 1; unset mxtics
set yrange [0:*]; set ytics autofreq; set mytics 2
set xlabel "layers ".(tex ? "$L$" : "{/:Italic L}") offset 0,0.4
set ylabel "capacity ".(tex ? "$P/N$" : "{/:Italic P}/{/:Italic N}") offset 0.6,0
set key at graph 0.03,0.96 left top Left reverse samplen 2.5 spacing 1.1 title "target shown to" left
plot \
  for [i=1:3] data using (is(i)):(column("capacity")-column(bar)):(0):(2*column(bar)) with vectors heads size screen 0.008,90 nofilled lw 0.8 lc rgb word(shade,i) notitle, \
  for [i=1:3] data using (is(i)):(column("capacity")) with linespoints lw 1.4 dt i pt (word(symbol,i)+0) ps 0.6 lc rgb word(shade,i) title who(i)
