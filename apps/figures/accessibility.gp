# One panel for what is planned (messages, annealing), one for what just happens (dynamics).
array planned[2] = ["reinforced", "annealing"]
array plain[2] = ["greedy", "asynchronous"]
is(series, a, n) = strcol("series") eq series && strcol("algorithm") eq a && column("size") == n ? column("self_coupling") : NaN
low = "fraction_low"; high = "fraction_high"
sizes = "100 400 1600"
full = "6 9 7"
style(i) = i == 1 ? 3 : (i == 2 ? 2 : 1)
stats data using (strcol("series") eq "theory" ? column("self_coupling") : NaN) nooutput name "gap"
set multiplot
set lmargin at screen 0.145; set rmargin at screen 0.975
set xrange [0:0.84]; set xtics 0.2; set mxtics 4
set yrange [-0.04:1.04]; set ytics 0.5; set mytics 5
set arrow 1 from gap_max, graph 0 to gap_max, graph 1 nohead lc rgb "black" lw 1.2 dt (12,8)
set ylabel "success" offset 1.2,0
set format x ""
set tmargin at screen 0.985; set bmargin at screen 0.555
set label 1 "(a)" right at graph 0.98,0.9
set label 2 "message passing" at 0.3,0.62 left tc rgb c1
set label 3 "annealing" at 0.3,0.48 left tc rgb c3
set key at graph 0.98,0.05 right bottom Left reverse samplen 2.4 spacing 1.1
plot \
  for [a=1:2] for [i=1:3] data using (is("curve", planned[a], word(sizes,i)+0)):(column("success_fraction")) with lines lc rgb (a==1 ? c1 : c3) lw 1.2 dt style(i) notitle, \
  for [a=1:2] for [i=1:3] data using (is("simulation", planned[a], word(sizes,i)+0)):(column(low)):(0):(column(high)-column(low)) with vectors heads size screen 0.005,90 nofilled lw 0.7 lc rgb (a==1 ? c1 : c3) notitle, \
  for [a=1:2] for [i=1:3] data using (is("simulation", planned[a], word(sizes,i)+0)):(column("success_fraction")) with points pt (word(full,i)+0) ps 0.45 lc rgb (a==1 ? c1 : c3) notitle, \
  for [i=1:3] NaN with linespoints lc rgb grey lw 1.2 dt style(i) pt (word(full,i)+0) ps 0.45 title Ntext." = ".word(sizes,i)
unset label 1; unset label 2; unset label 3
unset key
set format x "%g"
set xlabel "self-coupling ".JD offset 0,0.4
set tmargin at screen 0.535; set bmargin at screen 0.115
set label 4 "gap closing" rotate by 90 left at gap_max-0.022, graph 0.42
set label 5 "(b)" right at graph 0.98,0.1
set label 6 "greedy" at 0.075,0.97 left tc rgb c4
set label 7 "random" at 0.69,0.5 left tc rgb c2
plot \
  for [a=1:2] for [i=1:3] data using (is("curve", plain[a], word(sizes,i)+0)):(column("success_fraction")) with lines lc rgb (a==1 ? c4 : c2) lw 1.2 dt style(i) notitle, \
  for [a=1:2] for [i=1:3] data using (is("simulation", plain[a], word(sizes,i)+0)):(column(low)):(0):(column(high)-column(low)) with vectors heads size screen 0.005,90 nofilled lw 0.7 lc rgb (a==1 ? c4 : c2) notitle, \
  for [a=1:2] for [i=1:3] data using (is("simulation", plain[a], word(sizes,i)+0)):(column("success_fraction")) with points pt (word(full,i)+0) ps 0.45 lc rgb (a==1 ? c4 : c2) notitle
unset label 4; unset label 5; unset label 6; unset label 7
unset multiplot
