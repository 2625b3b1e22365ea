# @name@: @summary@
# Draws @name@.csv. By hand:  gnuplot @name@.gp
# Other formats:             gnuplot -e "formats='pdf svg png latex'" @name@.gp
# Written by `steady figure @name@`; edit freely, nothing else reads it.

if (!exists("formats")) formats = "@formats@"
if (!exists("width")) width = 8.6           # cm: one column
if (!exists("height")) height = @height@           # cm
if (!exists("font")) font = "DejaVu Sans"
if (!exists("size")) size = 8               # pt
data = "@name@.csv"

# Dark to light, so that grey prints keep the order; safe for colour-blind readers.
c1 = "#2d1160"; c2 = "#0072b2"; c3 = "#d55e00"; c4 = "#e69f00"
grey = "#808080"

# cairo counts 72 points an inch in lengths but 96 in fonts, and rounds pages down to whole points.
points(cm) = floor(cm / 2.54 * 72 + 0.5) + 0.01
do for [format in formats] {
  reset
  set datafile separator comma
  set datafile columnheaders
  set encoding utf8
  set minussign
  set border linewidth 0.7
  set tics scale 0.8,0.4
  tex = format eq "latex"
  if (format eq "pdf") {
    set terminal pdfcairo enhanced color size points(width)/72.,points(height)/72. font sprintf("%s,%g", font, size) fontscale 0.75 rounded
    set output "@name@.pdf"
  }
  if (format eq "svg") {
    set terminal svg enhanced size width/2.54*96,height/2.54*96 font sprintf("%s,%g", font, size*96/72.) linewidth 1 rounded
    set output "@name@.svg"
  }
  if (format eq "png") {
    set terminal pngcairo enhanced color size width/2.54*300,height/2.54*300 font sprintf("%s,%g", font, size) fontscale 300/96. linewidth 300/96. pointscale 300/96. rounded
    set output "@name@.png"
  }
  if (tex) {
    set terminal cairolatex pdf input colortext size points(width)/72.,points(height)/72. rounded
    set output "@name@-latex.tex"
  }
  # Symbols: LaTeX writes them itself.
  JD = tex ? "$J_D$" : "{/:Italic J}_{/:Italic D}"
  Ntext = tex ? "$N$" : "{/:Italic N}"
  eta = tex ? "$\\eta$" : "{/:Italic η}"
  Sigma = tex ? "$\\Sigma$" : "Σ"
  lnmean = tex ? "$\\ln\\langle\\#\\rangle/N$" : "ln⟨#⟩/{/:Italic N}"
  meanln = tex ? "$\\langle\\ln\\#\\rangle/N$" : "⟨ln #⟩/{/:Italic N}"
  minus = tex ? "$-$" : "−"
  power(k) = tex ? sprintf("$10^{%d}$", k) : k < 0 ? sprintf("10^{−%d}", -k) : sprintf("10^%d", k)
  powers = tex ? "$10^{%T}$" : "10^{%T}"
  times = tex ? "$\\times 10^3$" : "×10^3"
@commands@
  unset output
}
