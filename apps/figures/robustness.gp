sizes = "100 400 100 400 100 400"
couplings = "0 0 0.7 0.7 1.2 1.2"
symmetries = "1 1 0 0 0 0"
names = "symmetric asymmetric asymmetric"
shade = sprintf("%s %s %s %s %s %s", c1, c1, c2, c2, c3, c3)
full = "6 7 4 5 8 9"
of_series(i) = column("size") == word(sizes,i)+0 && abs(column("self_coupling") - word(couplings,i)) < 1e-9 && column("symmetry") == word(symmetries,i)+0
flips(i) = of_series(i) ? column("flipped") : NaN
fraction(i) = of_series(i) ? column("flipped_fraction") : NaN
positive(x) = x > 0.003 ? x : NaN
low(x) = x > 0.003 ? x : 0.003
set multiplot
set lmargin at screen 0.15; set rmargin at screen 0.975
unset key

# (a) The share that comes back to the very same fixed point.
set tmargin at screen 0.985; set bmargin at screen 0.60
set logscale xy
set xrange [0.8:130]; set xtics (1, 2, 5, 10, 20, 50, 100) offset 0,0.3; unset mxtics
set yrange [0.003:1.5]; set ytics ("0.01" 0.01, "0.1" 0.1, "1" 1); set mytics 10
set xlabel "neurons flipped" offset 0,0.9
set ylabel "returned" offset 1.2,0
set label 1 "(a)" left at graph 0.03,0.10
set key at graph 0.985,0.97 right top Left reverse samplen 2 spacing 1.1
plot for [i=1:6] data using (column("returned_fraction") > 0.003 ? flips(i) : NaN):(low(column("returned_low"))):(0):(column("returned_high")-low(column("returned_low"))) with vectors heads size screen 0.008,90 nofilled lw 0.8 lc rgb word(shade,i) notitle, \
  for [i=1:6] data using (flips(i)):(positive(column("returned_fraction"))) with linespoints lw 0.8 dt 2-i%2 pt (word(full,i)+0) ps 0.5 lc rgb word(shade,i) title (i%2 == 1 ? "" : word(names,i/2).", ".JD." = ".word(couplings,i))
unset label 1
unset logscale

# (b) Where they end.
set tmargin at screen 0.50; set bmargin at screen 0.10
set xrange [-0.01:0.51]; set xtics 0.1 offset 0,0; set mxtics 2
set yrange [-0.06:1.06]; set ytics 0.2; set mytics 2
set xlabel "fraction of neurons flipped" offset 0,0.4
set ylabel "overlap" offset 0.6,0
set label 2 "(b)" left at graph 0.03,0.08
set key at graph 0.985,0.97 right top Left reverse samplen 2 spacing 1.05
plot for [i=1:6] data using (fraction(i)):(column("overlap")-column("overlap_error")):(0):(2*column("overlap_error")) with vectors heads size screen 0.008,90 nofilled lw 0.8 lc rgb word(shade,i) notitle, \
  for [i=1:6] data using (fraction(i)):(column("overlap")) with linespoints lw 0.8 dt 2-i%2 pt (word(full,i)+0) ps 0.5 lc rgb word(shade,i) notitle, \
  1.0-2.0*x with lines lc rgb grey lw 1 title "at the start", \
  NaN with linespoints lc rgb "black" lw 0.8 dt 1 pt 6 ps 0.5 title Ntext." = 100", \
  NaN with linespoints lc rgb "black" lw 0.8 dt 2 pt 7 ps 0.5 title Ntext." = 400"
unset label 2
unset multiplot
