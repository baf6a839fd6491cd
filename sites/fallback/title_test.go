package fallback

import (
	"strings"
	"testing"
)

func TestHeadlines(t *testing.T) {
	const plain = "老码头的灯又亮了"
	for _, c := range []struct{ name, title, heading, want string }{
		{"with its stamp", plain + "_江边网", "<h1>" + plain + "<small>2024-05-01</small></h1>", plain},
		{"with a tag", plain + "_江边网", "<h1>" + plain + ` <span class="tag">原创</span></h1>`, plain},
		{"parted by a line break", "老码头的灯 又亮了-江边网", "<h1>老码头的灯<br>又亮了 <i>图</i></h1>", "老码头的灯 又亮了"},
		{"linked to the page itself", "5G+工业互联网_老码头的路_江边网", `<h1><a href="">5G+工业互联网_老码头的路</a></h1>`, "5G+工业互联网_老码头的路"},
		{"linked, under another name", "江边网", `<h1><a href="">` + plain + `</a></h1>`, plain},
		{"behind the channel", "社会新闻 | " + plain, `<h1><a href="">` + plain + `</a></h1>`, plain},
		{"with a day of its own", "5月1日老码头亮灯_江边网", "<h1>5月1日老码头亮灯</h1>", "5月1日老码头亮灯"},
		{"with a year", "2024年春运今日启动_江边网", "<h1>2024年春运今日启动</h1>", "2024年春运今日启动"},
		{"that ends in a word like a tag", "老码头的新 图_江边网", "<h1>老码头的新 图</h1>", "老码头的新 图"},
	} {
		page := strings.Replace(shortPage("", "", ""), "<h2>"+shortTitle+"</h2>", c.heading, 1)
		page = strings.Replace(page, "<title>"+shortTitle+"_江边新闻网</title>", "<title>"+c.title+"</title>", 1)
		page = strings.Replace(page, `<body>`, `<body><div><a href="/">江边网</a> <a href="/s">社会</a></div>`, 1)
		if got := of(t, page, "http://www.example.com/1.html"); got.Title != c.want {
			t.Errorf("%s: %q, want %q", c.name, got.Title, c.want)
		}
	}
}
