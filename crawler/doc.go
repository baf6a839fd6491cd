// Package crawler finds the new articles of news sites, fetches them politely
// and hands them to the pipeline; and it keeps the schedules on which that
// happens.
//
//	Fetcher    the way to the web: robots.txt, turns at each host, retries,
//	           redirects, bounds, and the guard against private networks
//	Crawler    one run: lists, feeds, sitemaps, JSON lists and e-papers lead to
//	           articles; each is read by its site and submitted to the Sink
//	Scheduler  runs sites by cron expressions, each at most once at a time
//
// What was seen before is the [Archive]'s to know. Nothing that says "this was
// read" is stored before what was read is safe, so that a run may be killed at
// any moment and the next one finds what it left.
package crawler
