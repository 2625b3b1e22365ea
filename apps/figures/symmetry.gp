couplings = "0 0.2 0.5 1"
shade = sprintf("%s %s %s %s", c1, c2, c3, c4)
full = "7 5 9 13"
is(series, j) = strcol("series") eq series && column("self_coupling") == j ? column("symmetry") : NaN
spin_glass(x) = column("symmetry") == 1 ? x : NaN
set lmargin at screen 0.14; set rmargin at screen 0.975
set tmargin at screen 0.98; set bmargin at screen 0.15
set xrange [-0.03:1.03]; set xtics 0.2; set mxtics 2
set yrange [-0.03:0.83]; set ytics 0.2; set mytics 2
set xlabel "symmetry ".eta offset 0,0.4
set ylabel "entropy (nats per neuron)" offset 1.2,0
set key at graph 0.46,0.97 center top Left reverse samplen 1.8 spacing 1.1 maxrows 3 width -4
plot for [i=1:4] data using (is("finite_size", word(couplings,i)+0)):(column("finite_size_entropy")) with lines lc rgb word(shade,i) lw 0.8 dt 2 notitle, \
  for [i=1:4] data using (is("closed_form", word(couplings,i)+0)):(column("entropy")) with lines lc rgb word(shade,i) lw 1.6 notitle, \
  for [i=1:4] data using (is("enumeration", word(couplings,i)+0)):(column("annealed_entropy")-column("annealed_entropy_error")):(0):(2*column("annealed_entropy_error")) with vectors heads size screen 0.008,90 nofilled lw 0.8 lc rgb word(shade,i) notitle, \
  for [i=1:4] data using (is("enumeration", word(couplings,i)+0)):(column("annealed_entropy")) with points pt (word(full,i)+0) ps 0.5 lc rgb word(shade,i) title JD." = ".word(couplings,i), \
  data using (spin_glass(is("closed_form", 0))):(column("entropy")) with points pt 6 ps 1.1 lw 0.8 lc rgb "black" notitle, \
  data using (spin_glass(is("closed_form", 0))):(column("entropy")):(sprintf("SK: %.4f", column("entropy"))) with labels right offset -0.2,-1.5 notitle, \
  NaN with lines lc rgb "black" lw 1.6 title Sigma.", closed form", \
  NaN with lines lc rgb "black" lw 0.8 dt 2 title Ntext." = @size@, exact mean"
