/**
 * passage.ts for a boot, where no Node is: an awk(1) program (POSIX) that reads `iptables -S` and prints the number of
 * the rule of INPUT that refuses strangers on `port`; nothing when none does. The same rules in the same order: a test
 * holds the two against each other. Reach is 0 for everyone, 1 for most, 2 for some, 3 for nobody.
 */
export const firstRefusal = String.raw`
function either(negated, matches) { return matches != negated ? 0 : 3 }
function has(list, word) { return index("," list ",", "," word ",") > 0 }
function covers(list, wanted, parts, ends, count, i) {
  count = split(list, parts, ",")
  for (i = 1; i <= count; i++) {
    if (split(parts[i], ends, ":") == 1) ends[2] = ends[1]
    if (ends[2] == "") ends[2] = 65535
    if (wanted >= ends[1] + 0 && wanted <= ends[2] + 0) return 1
  }
  return 0
}
function reach_of(name, first, second, list, negated, inner) {
  if (name == "-p") return either(negated, has("tcp,6,all,0", first))
  if (name == "-s") return negated ? 1 : 2
  if (name == "-d") {
    first = tolower(first)
    if (first ~ /^(127\.|22[4-9]\.|23[0-9]\.|255\.255\.255\.255|::1($|[^0-9a-z_])|ff[0-9a-f][0-9a-f]:)/) return either(negated, 0)
    return first ~ /^fe80:/ ? 2 : 1
  }
  if (name == "-i") {
    if (first == "lo") return either(negated, 0)
    inner = first ~ /^(docker|br-|virbr|lxc|lxd|veth|cni|flannel|cali|podman|tun|tap|wg|tailscale)/
    return inner != negated ? 2 : 1
  }
  if (name == "-f") return either(negated, 0)
  if (name == "-m") return has("socket,rpfilter", first) ? 2 : 0
  if (name ~ /^--(dport|dports|ports)$/) return either(negated, covers(list, port))
  if (name ~ /^--(sport|sports)$/) return covers(list, 49152) != negated ? 1 : 2
  if (name ~ /^--(state|ctstate)$/) return either(negated, has(list, "NEW"))
  if (name == "--ctdir") return either(negated, first == "ORIGINAL")
  if (name == "--syn") return either(negated, 1)
  if (name == "--tcp-flags") return either(negated, second == (has(first, "SYN") || first == "ALL" ? "SYN" : "NONE"))
  if (name == "--dst-type") return either(negated, has(list, "LOCAL") || has(list, "UNICAST"))
  if (name == "--pkt-type") return either(negated, first == "unicast")
  return name ~ /^--(comment|limit-iface-in|set|name|mask|rsource)$/ ? 0 : 2
}
# The words of a line, as iptables quotes them.
function cut(line, count, word, char) {
  count = 0
  while (line != "") {
    sub(/^ +/, "", line)
    if (line == "") break
    word = ""
    if (substr(line, 1, 1) == "\"") {
      for (line = substr(line, 2); line != "" && (char = substr(line, 1, 1)) != "\""; line = substr(line, 2)) {
        if (char == "\\") { line = substr(line, 2); char = substr(line, 1, 1) }
        word = word char
      }
      line = substr(line, 2)
    } else {
      match(line, /^[^ ]+/)
      word = substr(line, 1, RLENGTH)
      line = substr(line, RLENGTH + 1)
    }
    words[++count] = word
  }
  return count
}
function narrow(rule, name, first, second, list, negated, found) {
  if (name == "") return
  found = reach_of(name, first, second, list, negated)
  if (found > reach[rule]) reach[rule] = found
}
function read_rule(chain, line, rule, count, i, name, first, second, list, negated, next_negated) {
  size[chain]++
  rule = chain SUBSEP size[chain]
  reach[rule] = 0
  count = cut(line)
  for (i = 3; i <= count; i++) {
    if (words[i] == "-j" || words[i] == "-g") {
      target[rule] = words[i + 1]
      goes[rule] = words[i] == "-g"
      break
    }
    if (words[i] == "!") next_negated = 1
    else if (words[i] ~ /^-/) {
      narrow(rule, name, first, second, list, negated)
      name = words[i]
      first = second = list = ""
      negated = next_negated + 0
      next_negated = 0
      # A comment may begin with a dash; its one value is never an option.
      if (name == "--comment") i++
    } else {
      if (list == "") first = words[i]
      else if (second == "") second = words[i]
      list = list == "" ? words[i] : list "," words[i]
    }
  }
  narrow(rule, name, first, second, list, negated)
}
function decide(rule, outer, seen, verdict) {
  seen = reach[rule] > outer ? reach[rule] : outer
  if (target[rule] == "" || seen > 1) return ""
  if (has("ACCEPT,NFQUEUE,QUEUE", target[rule])) verdict = "accept"
  else if (has("DROP,REJECT,TARPIT", target[rule])) verdict = "refuse"
  else verdict = walk(target[rule], seen)
  return verdict == "accept" && seen > 0 ? "" : verdict
}
function walk(chain, outer, i, verdict) {
  for (i = 1; i <= size[chain]; i++) {
    verdict = decide(chain SUBSEP i, outer)
    if (verdict != "") return verdict
    if (leaves(chain SUBSEP i)) return ""
  }
  return ""
}
function leaves(rule) { return (goes[rule] || target[rule] == "RETURN") && reach[rule] == 0 }
$1 == "-P" { policy[$2] = $3 }
$1 == "-A" { read_rule($2, $0) }
END {
  for (i = 1; i <= size["INPUT"]; i++) {
    rule = "INPUT" SUBSEP i
    verdict = decide(rule, 0)
    if (verdict == "refuse" || (verdict == "" && leaves(rule) && policy["INPUT"] == "DROP")) { print i; exit }
    if (verdict == "accept" || leaves(rule)) exit
  }
}
`;
