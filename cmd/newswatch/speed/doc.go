// Package speed makes what newswatch measures itself on: a news site of any
// number of pages that exist only while they are asked for, and the words that
// its articles are made of.
package speed
