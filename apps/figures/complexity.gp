couplings = "0.03 0.09"
distances = "0.01 0.03 0.1"
shade = sprintf("%s %s %s", c1, c2, c3)
sizes = "1 2 4 8"
symbol = "6 7 8 5"
y = tex ? "$y$" : "{/:Italic y}"
d = tex ? "$d$" : "{/:Italic d}"
milli = tex ? " ($10^{-3}$)" : " (10^{-3} nats per neuron)"
here(j, i) = column("self_coupling") == word(couplings,j)+0 && column("distance") == word(distances,i)+0
c(j, i) = here(j, i) ? 1e3*column("complexity") : NaN
at(j, i, k) = here(j, i) && column("replicas") == word(sizes,k)+0 ? 1e3*column("complexity") : NaN
set multiplot
set lmargin at screen 0.15; set rmargin at screen 0.975
set xrange [-52:32]; set xtics 10; set mxtics 2
set ylabel (tex ? "$C$" : "{/:Italic C}").milli offset 1.3,0

# (a) Below the gap closing: C vanishes where s is still negative for some d.
set tmargin at screen 0.985; set bmargin at screen 0.56
set yrange [-16:84]; set ytics 20; set mytics 2
set format x ""
set label 1 "(a) ".JD." = ".word(couplings,1) left at graph 0.03,0.08
set key at graph 0.98,0.97 right top Left reverse samplen 2 spacing 1.1
set arrow 1 from 0,graph 0 to 0,graph 1 nohead lc rgb grey lw 0.6 dt (6,4)
plot 0 with lines lc rgb grey lw 0.6 dt (6,4) notitle, \
  for [i=1:3] data using (1e3*column("local_entropy")):(c(1,i)) with lines lc rgb word(shade,i) lw 1.6 dt i title d." = ".word(distances,i), \
  for [k=1:4] for [i=1:3] data using (1e3*column("local_entropy")):(at(1,i,k)) with points pt (word(symbol,k)+0) ps 0.6 lc rgb word(shade,i) notitle
unset label 1

# (b) Above it: at every d some clusters have s > 0.
set tmargin at screen 0.54; set bmargin at screen 0.115
set yrange [-22:124]; set ytics 40; set mytics 2
set format x "%g"
set xlabel "local entropy ".(tex ? "$s$" : "{/:Italic s}").milli offset 0,0.4
set label 2 "(b) ".JD." = ".word(couplings,2) left at graph 0.03,0.08
plot 0 with lines lc rgb grey lw 0.6 dt (6,4) notitle, \
  for [i=1:3] data using (1e3*column("local_entropy")):(c(2,i)) with lines lc rgb word(shade,i) lw 1.6 dt i notitle, \
  for [k=1:4] for [i=1:3] data using (1e3*column("local_entropy")):(at(2,i,k)) with points pt (word(symbol,k)+0) ps 0.6 lc rgb word(shade,i) notitle, \
  for [k=1:4] NaN with points pt (word(symbol,k)+0) ps 0.6 lc rgb "black" title y." = ".word(sizes,k)
unset label 2
unset arrow 1
unset multiplot
