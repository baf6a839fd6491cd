module newswatch/pipeline/match/peers

go 1.26.8

require (
	github.com/BobuSumisu/aho-corasick v1.0.3
	github.com/coregx/ahocorasick v0.3.1
	newswatch v0.0.0
)

require golang.org/x/text v0.43.0 // indirect

replace newswatch => ../../..
