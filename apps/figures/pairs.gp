couplings = "0 0.0427 0.1 0.2"
shade = sprintf("%s %s %s %s", c1, c2, c3, c4)
full = "7 5 9 13"
is(series, j) = strcol("series") eq series && column("self_coupling") == j && column("distance") <= 0.5 ? column("distance") : NaN
set multiplot
set lmargin at screen 0.17; set rmargin at screen 0.975
set xrange [-0.012:0.512]; set xtics 0.1; set mxtics 2

# (a) The limit of large N: below 0 there are no pairs.
set tmargin at screen 0.985; set bmargin at screen 0.55
set yrange [-0.065:0.42]; set ytics 0.1; set mytics 2
set format x ""
set ylabel (tex ? "$S_2$" : "{/:Italic S}_2")." (nats per neuron)" offset 0.6,0
set label 1 "(a)" right at graph 0.97,0.08
set key at graph 0.5,0.97 center top Left reverse samplen 3 spacing 1.1 maxrows 2 width 1
dash(i) = i == 2 ? 3 : i == 3 ? 2 : i  # the curve that touches zero needs short dashes
plot 0 with lines lc rgb grey lw 0.6 dt (6,4) notitle, \
  for [i=4:1:-1] data using (is("closed_form", word(couplings,i)+0)):(column("entropy")) with lines lc rgb word(shade,i) lw 1.6 dt dash(i) title JD." = ".word(couplings,i)
unset label 1

# (b) Exact at finite N, against pairs counted in networks.
set tmargin at screen 0.53; set bmargin at screen 0.105
set yrange [-0.25:0.23]; set ytics 0.1
set format x "%g"
set xlabel "distance ".(tex ? "$d=k/N$" : "{/:Italic d} = {/:Italic k}/{/:Italic N}") offset 0,0.4
set ylabel (tex ? "$\\ln\\langle\\mathrm{pairs}\\rangle/N$" : "ln⟨pairs⟩/{/:Italic N}") offset 0.6,0
set label 2 "(b)" right at graph 0.97,0.08
set key at graph 0.6,0.05 center bottom Left reverse samplen 2
plot 0 with lines lc rgb grey lw 0.6 dt (6,4) notitle, \
  for [i=1:4] data using (is("finite_size", word(couplings,i)+0)):(column("entropy")) with lines lc rgb word(shade,i) lw 0.8 notitle, \
  for [i=1:4] data using (is("enumeration", word(couplings,i)+0)):(column("entropy")-column("entropy_error")):(0):(2*column("entropy_error")) with vectors heads size screen 0.008,90 nofilled lw 0.8 lc rgb word(shade,i) notitle, \
  for [i=1:4] data using (is("enumeration", word(couplings,i)+0)):(column("entropy")) with points pt (word(full,i)+0) ps 0.5 lc rgb word(shade,i) notitle, \
  NaN with lines lc rgb "black" lw 0.8 title Ntext." = @size@, exact mean", \
  NaN with points pt 7 ps 0.5 lc rgb "black" title Ntext." = @size@, enumeration"
unset label 2
unset multiplot
