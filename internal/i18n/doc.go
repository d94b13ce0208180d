// Package i18n speaks to users in the six official languages of the United
// Nations: it holds the message catalogue and writes dates, numbers, lists and
// names of countries as each language does.
//
//	p := i18n.For(i18n.Negotiate(cookie, r.Header.Get("Accept-Language")))
//	p.T("seizure.saved", "place", "Puerto Norte")   // Saved: seizure at Puerto Norte
//	p.N("item.count", 3)                            // 3 items
//	p.Date("2016-03")                               // March 2016
//
// Messages live in messages/AREA/LANGUAGE.json, one folder for each area of the
// user interface, so that people can add pages side by side. A key starts with
// its area; a value is a text with {named} placeholders, or an object with one
// text for each plural form the language has:
//
//	{
//	  "item.title": "Item {id}",
//	  "item.count": {"one": "{n} item", "other": "{n} items"}
//	}
//
// A value put into a text never disturbs the direction of the text around it: it is
// wrapped in Unicode isolates where direction could change. Numbers follow
// the language's digits; strings, and so marks and identifiers, are never converted.
//
// What may be relied on: every key is there in all six languages with the same
// placeholders (Problems, checked by test); at run time a missing key shows as
// "[the.key]" and nothing panics; a Printer is safe for concurrent use and the
// same input always gives the same text. It holds no word of the field itself: those
// are in the messages, which the pages own.
package i18n
