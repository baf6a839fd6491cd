// Package markup makes the tree of a page: the one that golang.org/x/net/html
// makes, node by node, for a fraction of its cost. Nodes and attributes lie in a
// few blocks, names are constants, and texts are parts of one string, so that a
// page leaves little garbage; no byte is looked at twice without need.
//
// It follows x/net/html and not the standard where the two differ. What pages of
// news hardly have (frames, templates, SVG and MathML, NUL bytes) and what is
// nested too deep is not built here but handed to x/net/html, from the start of
// the page. A fuzz test holds the two against each other.
package markup
