curves = "below gap_closing between monotone above"
label(i) = word("@labels@", i)
note(i) = i == 2 ? " (gap closing)" : i == 4 ? " (monotone)" : ""
shade(i) = word(sprintf("%s %s %s %s %s", "#000000", c1, c2, c3, c4), i)
# A stretch is drawn up to the first point of the next one, so that curves have no holes.
before = 0
s(i, part) = (here = strcol("curve") eq word(curves, i), now = here && strcol("stretch") eq part, joined = here && (now || before), before = now, joined ? 1e3*column("local_entropy") : NaN)
set multiplot
set lmargin at screen 0.14; set rmargin at screen 0.975
set ylabel (tex ? "$s$" : "{/:Italic s}").(tex ? " ($10^{-3}$)" : " (10^{-3} nats per neuron)") offset 1.2,0

# (a) All distances: the clusters and the bound by all states.
set tmargin at screen 0.985; set bmargin at screen 0.575
set xrange [-0.01:0.51]; set xtics 0.1; set mxtics 2
set yrange [-14:150]; set ytics 40; set mytics 2
set label 1 "(a)" right at graph 0.97,0.16
set key at graph 0.98,0.98 right top Left reverse samplen 2 spacing 1.05
set label 3 (tex ? "$H(d)$" : "bound\n{/:Italic H}({/:Italic d})") left at 0.033,104
plot 0 with lines lc rgb grey lw 0.6 dt (6,4) notitle, \
  data using (strcol("curve") eq "above" ? column("distance") : NaN):(1e3*column("upper_bound")) with lines lc rgb "black" lw 1 dt 2 notitle, \
  for [i=5:1:-1] data using (column("distance")):(s(i,"rising")) with lines lc rgb shade(i) lw 1.8 title JD." = ".label(i).note(i), \
  for [i=1:5] data using (column("distance")):(s(i,"decreasing")) with lines lc rgb shade(i) lw 1.8 dt 3 notitle, \
  for [i=1:5] data using (column("distance")):(s(i,"negative")) with lines lc rgb shade(i) lw 0.7 notitle
unset label 1
unset label 3

# (b) Where the clusters break: small distances.
set tmargin at screen 0.515; set bmargin at screen 0.105
set xrange [-0.0008:0.0408]; set xtics 0.01
set yrange [-2.6:9.4]; set ytics 2; set mytics 2
set xlabel "distance ".(tex ? "$d$" : "{/:Italic d}") offset 0,0.4
set label 2 "(b)" right at graph 0.97,0.08
set key at graph 0.3,0.97 left top Left reverse samplen 2.4
plot 0 with lines lc rgb grey lw 0.6 dt (6,4) notitle, \
  for [i=1:5] data using (column("distance")):(s(i,"rising")) with lines lc rgb shade(i) lw 1.8 notitle, \
  for [i=1:5] data using (column("distance")):(s(i,"decreasing")) with lines lc rgb shade(i) lw 1.8 dt 3 notitle, \
  for [i=1:5] data using (column("distance")):(s(i,"negative")) with lines lc rgb shade(i) lw 0.7 notitle, \
  NaN with lines lc rgb "black" lw 1.8 title "rising", \
  NaN with lines lc rgb "black" lw 1.8 dt 3 title "falling", \
  NaN with lines lc rgb "black" lw 0.7 title "negative: no clusters"
unset label 2
unset multiplot
