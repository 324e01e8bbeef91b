# Reads lines "FROM TO WHY" and prints the circles: for each dependency that closes one, the way from
# file to file with its reasons. Nothing if there is none.
{
    if (!(($1, $2) in why)) {
        next_of[$1] = next_of[$1] " " $2
        why[$1, $2] = $0
        sub(/^[^ ]+ [^ ]+ /, "", why[$1, $2])
    }
}

END {
    for (node in next_of) {
        order[++nodes] = node
    }
    for (i = 1; i <= nodes; i++) { # by name, so that two runs print the same
        for (j = i; j > 1 && order[j] < order[j - 1]; j--) {
            node = order[j]
            order[j] = order[j - 1]
            order[j - 1] = node
        }
    }
    for (i = 1; i <= nodes; i++) {
        visit(order[i], 1)
    }
}

# The path that led here is path[1..depth - 1]; a node on it has its place in at[].
function visit(node, depth,    i, n, to) {
    if (node in done) {
        return
    }
    path[depth] = node
    at[node] = depth
    n = split(next_of[node], to, " ")
    for (i = 1; i <= n; i++) {
        if (to[i] in at) {
            show(at[to[i]], depth)
        } else {
            visit(to[i], depth + 1)
        }
    }
    delete at[node]
    done[node]
}

function show(first, last,    i, to) {
    print "circle of " last - first + 1 ":"
    for (i = first; i <= last; i++) {
        to = i < last ? path[i + 1] : path[first]
        print "    " path[i] " -> " to "  (" why[path[i], to] ")"
    }
}
