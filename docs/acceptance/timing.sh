# Functions of the scripts that time candidates in turns. They keep the times in the folder $work: a file for each candidate, and
# a line for each turn.

# Appends the CPU time and the median milliseconds of a line such as "a call takes 2101 ms (1990 to 2350 in 5 calls), with 3980 ms
# of CPU time at least" to the file NAME.
keep() {
  sed -nE 's/.*a call takes ([0-9]+) ms .* with ([0-9]+) ms of CPU.*/\2 \1/p' "$work/line" >>"$work/$1"
}

# Prints the least CPU time of a call in all turns, and the median of the turns' medians. On a machine with other work, the CPU
# time is the better measure.
least() {
  sort -n "$work/$1" | sed -n '1s/ .*//p'
}
middle() {
  cut -d' ' -f2 "$work/$1" | sort -n | sed -n "$((($(wc -l <"$work/$1") + 1) / 2))p"
}
