// Package revision tells whether an article that was seen again says something
// else than before, and what.
package revision
