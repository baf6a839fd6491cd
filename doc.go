// Package newswatch is the domain of a program that reads Chinese news sites
// for people who must know within minutes when they are in the news.
//
// It holds the types that every other package speaks in, and their rules; it
// depends on the standard library alone and does no input or output.
//
//	crawler   fetches list pages and articles, politely
//	sites     reads a fetched page: selectors per site, in YAML
//	pipeline  recognises, matches and files what was read
//	store     keeps it all, and decides what is new, in one transaction
//	alert     delivers what the watches raised
//	web       shows it to people and programs
//
// An [Article] is one item as its site published it; a [Story] is the articles
// that tell one event; a [Watch] is what someone tracks; a [Hit] is one watch
// found in one article; an [Alert] tells somebody; a [Delivery] is an alert's
// row in the outbox of one channel.
package newswatch
