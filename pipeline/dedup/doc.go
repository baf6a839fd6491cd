// Package dedup recognises one text in many dresses: reprints under another
// title, dateline and footer, with paragraphs cut or added, and disguised
// copies; and it keeps apart what is only cast in one mould, such as the weather
// of two days, the same meeting a year later, or a press release with other
// names in it.
//
// It works in two steps. A [Fingerprint] is a handful of hashes of passages,
// chosen so that two texts with a good part in common choose some of the same
// (bottom-k sampling: Andrei Z. Broder, "On the resemblance and containment of
// documents", 1997). Articles that share one are candidates. [Compare] then
// reads both: it aligns them passage by passage (greedy string tiling in the
// manner of Michael J. Wise, "YAP3", 1996, over k-grams, with the gaps aligned
// by longest common subsequence), measures what part of the shorter text the
// other has, and weighs what stands in the gaps: figures, dates and names that
// differ outweigh any number of shared words.
package dedup
