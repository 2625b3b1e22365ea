# The axis is N^(−1/2), so that the fits are straight lines; its tics say N.
is(series, a) = strcol("series") eq series && strcol("algorithm") eq a
at(series, a) = is(series, a) ? column("inverse_root_size") : NaN
names = "reinforced annealing greedy asynchronous"
titles = "'message passing' annealing greedy random"
shade = sprintf("%s %s %s %s", c1, c3, c4, c2)
full = "7 9 13 5"
stats data using (strcol("series") eq "theory" ? column("threshold") : NaN) nooutput name "gap"
set lmargin at screen 0.15; set rmargin at screen 0.97
set tmargin at screen 0.98; set bmargin at screen 0.14
set xrange [-0.003:0.105]; set yrange [0:0.88]
set xtics ((tex ? "$\\infty$" : "∞") 0, "1600" 0.025, "800" 0.035355, "400" 0.05, "200" 0.0707, "100" 0.1)
set ytics 0.2; set mytics 4
set xlabel "size ".Ntext.(tex ? " (scale $N^{-1/2}$)" : " (scale {/:Italic N}^{−1/2})") offset 0,0.4
set ylabel "threshold ".JD offset 1.0,0
set arrow 1 from graph 0, first gap_max to graph 1, first gap_max nohead lc rgb "black" lw 1.2 dt (12,8)
set label 1 "gap closing (theory)" right at graph 0.93, first gap_max-0.03
set key at graph 0.985,0.97 right top Left reverse samplen 1.6 spacing 1.1
plot \
  for [a=1:4] data using (at("fit", word(names,a))):(column("threshold")) with lines lc rgb word(shade,a) lw 1.2 notitle, \
  for [a=1:4] data using (at("fit_power", word(names,a))):(column("threshold")) with lines lc rgb word(shade,a) lw 1.0 dt (4,8) notitle, \
  for [a=1:4] data using (at("simulation", word(names,a))):(column("threshold")-column("threshold_error")):(0):(2*column("threshold_error")) with vectors heads size screen 0.008,90 nofilled lw 0.8 lc rgb word(shade,a) notitle, \
  for [a=1:4] data using (at("limit", word(names,a))):(column("threshold")-column("threshold_error")):(0):(2*column("threshold_error")) with vectors heads size screen 0.008,90 nofilled lw 0.8 lc rgb word(shade,a) notitle, \
  for [a=1:4] data using (at("limit", word(names,a))):(column("threshold")) with points pt (word(full,a)-1) ps 0.7 lw 0.9 lc rgb word(shade,a) notitle, \
  for [a=4:1:-1] data using (at("simulation", word(names,a))):(column("threshold")) with points pt (word(full,a)+0) ps 0.55 lc rgb word(shade,a) title word(titles,a)
