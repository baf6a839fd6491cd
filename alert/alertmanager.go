package alert

import (
	"fmt"
	"time"

	"newswatch"
)

// alertmanagerMessage is the body of Alertmanager's webhook, version 4, which
// many bridges read. Source: prometheus/alertmanager notify/webhook and template.
type alertmanagerMessage struct {
	Version           string              `json:"version"`
	GroupKey          string              `json:"groupKey"`
	TruncatedAlerts   int                 `json:"truncatedAlerts"`
	Status            string              `json:"status"`
	Receiver          string              `json:"receiver"`
	GroupLabels       map[string]string   `json:"groupLabels"`
	CommonLabels      map[string]string   `json:"commonLabels"`
	CommonAnnotations map[string]string   `json:"commonAnnotations"`
	ExternalURL       string              `json:"externalURL"`
	Alerts            []alertmanagerAlert `json:"alerts"`
}

type alertmanagerAlert struct {
	Status       string            `json:"status"`
	Labels       map[string]string `json:"labels"`
	Annotations  map[string]string `json:"annotations"`
	StartsAt     time.Time         `json:"startsAt"`
	EndsAt       time.Time         `json:"endsAt"`
	GeneratorURL string            `json:"generatorURL"`
	Fingerprint  string            `json:"fingerprint"`
}

// alertmanager shapes an alert, or each of a digest's, as Alertmanager would.
func alertmanager(k *kit, a *newswatch.Alert) alertmanagerMessage {
	list := a.Alerts
	if a.Type != newswatch.AlertDigest {
		list = []newswatch.Alert{*a}
	}
	m := alertmanagerMessage{
		Version: "4", GroupKey: "newswatch/" + a.ID.String(), Receiver: "newswatch",
		GroupLabels:       map[string]string{"alertname": string(a.Type)},
		CommonLabels:      map[string]string{"alertname": string(a.Type), "severity": string(a.Severity)},
		CommonAnnotations: map[string]string{"summary": k.view(a).Headline},
		Alerts:            []alertmanagerAlert{},
	}
	m.Status = alertmanagerStatus(a.Type)
	for i := range list {
		one := &list[i]
		v := k.view(one)
		event := orText(string(one.Type), string(a.Type))
		labels := map[string]string{"alertname": event, "severity": string(one.Severity)}
		if one.Watch != nil {
			labels["watch"], labels["watch_name"] = one.Watch.ID, one.Watch.Name
		}
		if one.Article != nil {
			labels["site"] = string(one.Article.Site)
		}
		x := alertmanagerAlert{
			Status: alertmanagerStatus(one.Type), Labels: labels, StartsAt: one.Created, GeneratorURL: v.URL,
			Annotations: map[string]string{"summary": v.Headline, "title": v.Title, "url": v.URL, "site": v.Site, "published": v.Time, "description": v.Message},
			Fingerprint: fmt.Sprintf("%016x", int64(one.ID)),
		}
		if len(v.Excerpts) > 0 {
			x.Annotations["description"] = v.Excerpts[0].String()
		}
		if x.Status == "resolved" {
			x.EndsAt = one.Created
		}
		m.Alerts = append(m.Alerts, x)
	}
	return m
}

func alertmanagerStatus(t newswatch.EventType) string {
	if t == newswatch.SiteRecovered || t == newswatch.ChannelRecovered {
		return "resolved"
	}
	return "firing"
}
