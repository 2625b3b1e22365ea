# (a) The entropies; (b) the annealed ones minus Σ, magnified, against the exact mean at each N.
sizes = "12 20 28 36"
shade = sprintf("%s %s %s %s", c1, c2, c3, c4)
full = "7 5 9 13"     # filled symbols: annealed
open = "6 4 8 12"     # the same ones, open: typical
is(series) = strcol("series") eq series
at(n) = is("enumeration") && column("size") == n ? column("self_coupling") : NaN
line_at(n) = is("finite_size") && column("size") == n ? column("self_coupling") : NaN
# With more empty networks than others, the mean of ln # over the others says little.
shown(n) = column("empty_fraction") <= 0.5 ? at(n) : NaN
set multiplot
set lmargin at screen 0.165; set rmargin at screen 0.975
set xrange [-0.56:1.56]; set xtics 0.5; set mxtics 5


set tmargin at screen 0.985; set bmargin at screen 0.405
set yrange [-0.54:0.72]; set ytics 0.2; set mytics 2
set format x ""
set ylabel "entropy (nats per neuron)" offset 0.6,0
set label 1 "(a)" right at graph 0.97,0.06
set key at graph 0.03,0.97 left top Left reverse samplen 1.6 spacing 1.15 height 0.2
plot 0 with lines lc rgb grey lw 0.6 dt (6,4) notitle, \
  data using (is("closed_form") ? column("self_coupling") : NaN):(column("entropy")) with lines lc rgb "black" lw 1.6 title Sigma."(".JD."), closed form", \
  for [i=1:4] data using (at(word(sizes,i)+0)):(column("annealed_entropy")-column("annealed_entropy_error")):(0):(2*column("annealed_entropy_error")) with vectors heads size screen 0.008,90 nofilled lw 0.8 lc rgb word(shade,i) notitle, \
  for [i=1:4] data using (shown(word(sizes,i)+0)):(column("typical_entropy")-column("typical_entropy_error")):(0):(2*column("typical_entropy_error")) with vectors heads size screen 0.008,90 nofilled lw 0.8 lc rgb word(shade,i) notitle, \
  for [i=1:4] data using (at(word(sizes,i)+0)):(column("annealed_entropy")) with points pt (word(full,i)+0) ps 0.4 lc rgb word(shade,i) notitle, \
  for [i=1:4] data using (shown(word(sizes,i)+0)):(column("typical_entropy")) with points pt (word(open,i)+0) ps 0.75 lw 0.8 lc rgb word(shade,i) notitle, \
  NaN with points pt 7 ps 0.4 lc rgb grey title lnmean, \
  NaN with points pt 6 ps 0.75 lw 0.8 lc rgb grey title meanln.", ".(tex ? "$\\#>0$" : "# > 0")
unset label 1

set tmargin at screen 0.385; set bmargin at screen 0.11
set yrange [-28:17]; set ytics 10; set mytics 2
set format x "%g"
set xlabel "self-coupling ".JD offset 0,0.4
set ylabel "(".lnmean." ".minus." ".Sigma.") ".times offset -0.6,0
set label 2 "(b)" right at graph 0.97,0.9
set key at graph 0.42,0.04 left bottom Left reverse samplen 1.6 spacing 1.05 maxrows 2 width 1
plot 0 with lines lc rgb "black" lw 1.2 notitle, \
  for [i=1:4] data using (line_at(word(sizes,i)+0)):(1e3*(column("finite_size_entropy")-column("entropy"))) with lines lc rgb word(shade,i) lw 0.8 notitle, \
  for [i=1:4] data using (at(word(sizes,i)+0)):(1e3*(column("annealed_entropy")-column("entropy"))-1e3*column("annealed_entropy_error")):(0):(2*1e3*column("annealed_entropy_error")) with vectors heads size screen 0.008,90 nofilled lw 0.8 lc rgb word(shade,i) notitle, \
  for [i=1:4] data using (at(word(sizes,i)+0)):(1e3*(column("annealed_entropy")-column("entropy"))) with points pt (word(full,i)+0) ps 0.5 lc rgb word(shade,i) title Ntext." = ".word(sizes,i)
unset label 2
unset multiplot
