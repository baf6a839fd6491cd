package revision

import "newswatch"

// RawDiff is the shortest edit before it is tidied up.
func RawDiff(before, after string) []newswatch.DiffSpan {
	d := differ{work: maxWork}
	return d.edits(splitWords(before), splitWords(after))
}
