// Package alert brings what the watches raised to the channels that people use,
// at least once, and says of every try what became of it.
//
// A [Channel] is one configured destination: a kind (webhook, dingtalk, …), its
// settings, and the [Notifier] that speaks the vendor's format. The [Dispatcher]
// alone retries, backs off, keeps to budgets and records; a notifier makes one
// request and judges the answer by its own code. [Routing] decides, before
// anything is stored, when a delivery is due. All state that must outlive the
// process is in the [Outbox].
//
// Addresses of robots are credentials: no error, result or log line of this
// package holds one, and a [Secret] prints as "(secret)".
package alert
