n = @inputs@; layers = @layers@; each = @each@
set palette defined (0 "#ffffff", 0.35 "#e69f00", 0.65 "#d55e00", 1 "#2d1160")
set cbrange [0:0.8]; set xrange [-0.5:n-0.5]; set yrange [n-0.5:-0.5]
set multiplot
unset key; unset colorbox
set size ratio -1
titles = "'input' 'layer 1' 'layer 2' 'layer 3'"
left(k) = k % 2 == 0 ? 0.10 : 0.46
low(k) = k < 2 ? 0.715 : 0.43
# Ticks are the classes of the inputs.
unset mxtics; unset mytics; unset xtics; unset ytics
do for [k=0:3] {
  set lmargin at screen left(k); set rmargin at screen left(k)+0.345
  set bmargin at screen low(k); set tmargin at screen low(k)+0.235
  set label 1 word(titles, k+1) center at graph 0.5,1.05
  set format x ""; set format y ""; set xlabel " "; set ylabel " "
  if (k > 1) { set format x "%g"; set xlabel "class of the input" offset 0,0.9 }
  if (k % 2 == 0) { set format y "%g"; set ylabel "class of the input" offset 0.7,0 }
  set xtics ("" 0) scale 0 offset 0,0.5; set ytics ("" 0) scale 0 offset 0.6,0
  set for [c=0:n/each-1] xtics add (sprintf(k > 1 ? "%d" : "", c) c*each+(each-1)/2.0)
  set for [c=0:n/each-1] ytics add (sprintf(k % 2 == 0 ? "%d" : "", c) c*each+(each-1)/2.0)
  if (k == 3) {
    set colorbox user origin screen 0.823,0.43 size screen 0.025,0.52
    set cbtics (tex ? "$\\le 0$" : "≤ 0" 0, "0.2" 0.2, "0.4" 0.4, "0.6" 0.6, tex ? "$\\ge 0.8$" : "≥ 0.8" 0.8)
    set cblabel "correlation of two states" offset -1.2,0
  }
  plot data using "column":"row":"correlation" every ::(k*n*n)::((k+1)*n*n-1) with image
  unset xtics; unset ytics
}
unset label 1; unset colorbox; set size noratio; set format "%g"

# Means over the pairs of one class and of different classes.
set lmargin at screen 0.17; set rmargin at screen 0.97
set tmargin at screen 0.335; set bmargin at screen 0.095
set xrange [-0.2:layers+0.2]; set xtics ("input" 0, "1" 1, "2" 2, "3" 3) scale 1 offset 0,0
set yrange [*:*]; set ytics 0.2 scale 1 offset 0,0; set mytics 2; set offsets 0, 0, graph 0.45, graph 0.05
set xlabel "layer" offset 0,0.4
set ylabel "mean correlation" offset 0.6,0
is(s) = strcol("series") eq s ? column("layer") : NaN
set key at graph 0.03,0.95 left top Left reverse samplen 2.5 spacing 1.1
plot \
  data using (is("same-class")):(column("correlation")-column("correlation_error")):(0):(2*column("correlation_error")) with vectors heads size screen 0.008,90 nofilled lw 0.8 lc rgb c1 notitle, \
  data using (is("same-class")):"correlation" with linespoints lw 1.4 pt 7 ps 0.6 lc rgb c1 title "same class", \
  data using (is("other-class")):(column("correlation")-column("correlation_error")):(0):(2*column("correlation_error")) with vectors heads size screen 0.008,90 nofilled lw 0.8 lc rgb c3 notitle, \
  data using (is("other-class")):"correlation" with linespoints lw 1.4 dt 2 pt 5 ps 0.6 lc rgb c3 title "different classes"
unset multiplot
