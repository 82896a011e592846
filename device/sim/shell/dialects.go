package shell

import (
	"context"
	"encoding/json"
	"fmt"
	"strconv"

	"handback/capability"
	"handback/device/station"
)

// vendorLine is a maker's own command line, which echoes nothing.
var vendorLine = dialect{
	prompt: "acme>", silent: true,
	phrases: func(s *session) []phrase {
		return []phrase{
			{`SHOW ID`, s.vendorID},
			{`SHOW LIC`, s.vendorList},
			{`ORDER NEW`, func(context.Context, []string) error { s.order = nil; return nil }},
			{`ORDER (\S+) KEEP (\d+)`, func(_ context.Context, w []string) error { return s.orderLine(w[0], w[1]) }},
			{`ORDER MAKE`, func(ctx context.Context, _ []string) error { return s.vendorMake(ctx, false) }},
			{`SYNC MAKE`, func(ctx context.Context, _ []string) error { return s.vendorMake(ctx, true) }},
			{`SHOW LAST`, s.vendorLast},
			{`SEND (\S+) HEX`, func(ctx context.Context, w []string) error { return s.get(ctx, []string{w[0], "hex"}) }},
			{`RECV (\S+) (\d+) HEX`, func(ctx context.Context, w []string) error {
				data, err := s.receive(ctx, w[0], w[1], "hex")
				if err == nil {
					s.say("OK %d BYTES SHA256=%s\n", len(data), capability.DigestOf(data))
				}
				return err
			}},
			{`COMMIT (\S+)`, func(ctx context.Context, w []string) error {
				mark, err := s.loadAny(ctx, w[0])
				if err == nil {
					s.say("COMMITTED %d\n", mark.Seq)
				}
				return err
			}},
		}
	},
	complain: func(s *session, code capability.RefusalCode, text string) { s.say("%%ERR-%02d %s\n", code, text) },
}

func (s *session) vendorID(ctx context.Context, _ []string) error {
	id, err := s.station.Identify(ctx)
	s.say("ACME LICENSE MANAGER %s\nMANUFACTURER=%s PRODUCT=%s S/N=%s\nLOCK=%s:%s\n", id.Firmware, id.Vendor, id.Model, id.Serial, id.Host.Type, id.Host.Value)
	if id.Last != nil {
		s.say("LAST RESPONSE %d %s\n", id.Last.Seq, id.Last.SHA256)
	}
	return err
}

func (s *session) vendorList(ctx context.Context, _ []string) error {
	all, err := s.station.Licenses(ctx)
	for _, l := range all {
		s.say("%s|%s|%s|%d|%s\n", l.ActivationID, l.Feature, l.Version, l.Count, day(l, "NEVER"))
	}
	s.say("TOTAL %d\n", len(all))
	return err
}

func (s *session) vendorMake(ctx context.Context, confirm bool) error {
	made, err := s.make(ctx, confirm)
	if err == nil {
		s.say("FILE %s %d BYTES SHA256=%s\n", made.Name, made.Size, made.SHA256)
	}
	return err
}

func (s *session) vendorLast(ctx context.Context, _ []string) error {
	made, err := s.lastMade(ctx)
	switch {
	case err != nil:
		return err
	case made == nil:
		s.say("NO FILE\n")
	default:
		s.say("FILE %s %d BYTES SHA256=%s\n", made.Name, made.Size, made.SHA256)
	}
	return nil
}

// jsonLine answers each command with a JSON document.
var jsonLine = dialect{
	prompt: "licd# ",
	phrases: func(s *session) []phrase {
		return []phrase{
			{`licctl show`, s.jsonInfo},
			{`licctl list`, s.jsonList},
			{`licctl order reset`, func(context.Context, []string) error { s.order = nil; return s.document(map[string]any{"ok": true}) }},
			{`licctl order --id=(\S+) --keep=(\d+)`, func(_ context.Context, w []string) error {
				if err := s.orderLine(w[0], w[1]); err != nil {
					return err
				}
				return s.document(map[string]any{"ok": true})
			}},
			{`licctl make (return|confirmation)`, func(ctx context.Context, w []string) error {
				made, err := s.make(ctx, w[0] == "confirmation")
				if err != nil {
					return err
				}
				return s.jsonMade(&made)
			}},
			{`licctl last`, func(ctx context.Context, _ []string) error {
				made, err := s.lastMade(ctx)
				if err != nil {
					return err
				}
				return s.jsonMade(made)
			}},
			{`licctl cat (\S+)`, func(ctx context.Context, w []string) error { return s.get(ctx, []string{w[0], "base64"}) }},
			{`licctl put (\S+) (\d+)`, func(ctx context.Context, w []string) error {
				data, err := s.receive(ctx, w[0], w[1], "base64")
				if err != nil {
					return err
				}
				return s.document(map[string]any{"stored": map[string]any{"bytes": len(data), "sha256": capability.DigestOf(data).String()}})
			}},
			{`licctl apply (\S+)`, func(ctx context.Context, w []string) error {
				mark, err := s.loadAny(ctx, w[0])
				if err != nil {
					return err
				}
				return s.document(map[string]any{"applied": mark.Seq})
			}},
		}
	},
	complain: func(s *session, code capability.RefusalCode, text string) {
		s.say("{\"error\": {\"code\": %d, \"text\": %q}}\n", code, text)
	},
}

// document says a JSON document of several lines.
func (s *session) document(v any) error {
	text, err := json.MarshalIndent(v, "", "  ")
	s.say("%s\n", text)
	return err
}

func (s *session) jsonInfo(ctx context.Context, _ []string) error {
	id, err := s.station.Identify(ctx)
	if err != nil {
		return err
	}
	d := map[string]any{"vendor": id.Vendor, "model": id.Model, "serial": id.Serial, "firmware": id.Firmware}
	all := map[string]any{"device": d, "host": map[string]any{"type": id.Host.Type, "id": id.Host.Value}}
	if id.Last != nil {
		all["last"] = map[string]any{"seq": id.Last.Seq, "sha256": id.Last.SHA256.String()}
	}
	return s.document(all)
}

func (s *session) jsonList(ctx context.Context, _ []string) error {
	all, err := s.station.Licenses(ctx)
	rows := []any{}
	for _, l := range all {
		rows = append(rows, map[string]any{
			"activationId": l.ActivationID, "count": l.Count, "feature": l.Feature, "version": l.Version, "expires": day(l, "permanent"),
		})
	}
	if err != nil {
		return err
	}
	return s.document(map[string]any{"licenses": rows})
}

func (s *session) jsonMade(made *capability.Made) error {
	if made == nil {
		s.say("{\"request\": null}\n")
		return nil
	}
	return s.document(map[string]any{"request": map[string]any{"file": made.Name, "size": made.Size, "sha256": made.SHA256.String()}})
}

// columns lists its licenses in columns of a fixed width: what is long touches the
// next, and what is missing leaves its column empty.
var columns = dialect{
	prompt: "R1>",
	phrases: func(s *session) []phrase {
		return []phrase{
			{`show system`, s.columnsInfo},
			{`show licenses`, s.columnsList},
			{`return begin`, func(context.Context, []string) error { s.order = nil; return nil }},
			{`return license (\S+) keep (\d+)`, func(_ context.Context, w []string) error { return s.orderLine(w[0], w[1]) }},
			{`return (write|confirm)`, func(ctx context.Context, w []string) error {
				made, err := s.make(ctx, w[0] == "confirm")
				if err == nil {
					s.say("Wrote %s (%d bytes)\n  sha256 %s\n", made.Name, made.Size, made.SHA256)
				}
				return err
			}},
			{`send (\S+)`, func(ctx context.Context, w []string) error { return s.get(ctx, []string{w[0], "base64"}) }},
			{`receive (\S+) (\d+)`, func(ctx context.Context, w []string) error { return s.store(ctx, []string{w[0], w[1], "base64"}) }},
			{`install (\S+)`, func(ctx context.Context, w []string) error {
				mark, err := s.loadAny(ctx, w[0])
				if err == nil {
					s.say("Installed as %d.\n", mark.Seq)
				}
				return err
			}},
		}
	},
	complain: func(s *session, code capability.RefusalCode, text string) { s.say("%% %s (%d)\n", text, code) },
}

func (s *session) columnsInfo(ctx context.Context, _ []string) error {
	id, err := s.station.Identify(ctx)
	s.say("System            %s %s\nManufacturer      %s\nSerial no.        %s\nHost identity     %s/%s\n", id.Model, id.Firmware, id.Vendor, id.Serial, id.Host.Type, id.Host.Value)
	if id.Last != nil {
		s.say("Last response     %d %s\n", id.Last.Seq, id.Last.SHA256)
	}
	return err
}

func (s *session) columnsList(ctx context.Context, _ []string) error {
	all, err := s.station.Licenses(ctx)
	s.say("%-21s%-16s%-6s%6s %s\n", "LICENSE", "NAME", "REL", "UNITS", "UNTIL")
	for _, l := range all {
		s.say("%-20.20s %-15.15s %-5.5s %6d %s\n", l.ActivationID, l.Feature, l.Version, l.Count, day(l, "-"))
	}
	return err
}

// pages speaks another language, in colors and pages of few lines.
var pages = dialect{
	prompt: "\x1b[01;32m設備❯\x1b[00m ", pager: "－－続く－－",
	phrases: func(s *session) []phrase {
		return []phrase{
			{`装置`, s.pagesInfo},
			{`一覧`, s.pagesList},
			{`返却 取消`, func(context.Context, []string) error { s.order = nil; return nil }},
			{`返却 (\S+) 残す (\d+)`, func(_ context.Context, w []string) error { return s.orderLine(w[0], w[1]) }},
			{`要求 (作成|確認)`, func(ctx context.Context, w []string) error {
				made, err := s.make(ctx, w[0] == "確認")
				if err == nil {
					s.pagesMade(made)
				}
				return err
			}},
			{`要求 最後`, func(ctx context.Context, _ []string) error {
				made, err := s.lastMade(ctx)
				if err == nil && made == nil {
					s.say("なし\n")
				} else if err == nil {
					s.pagesMade(*made)
				}
				return err
			}},
			{`送信 (\S+)`, func(ctx context.Context, w []string) error { return s.get(ctx, []string{w[0], "base64"}) }},
			{`受信 (\S+) (\d+)`, func(ctx context.Context, w []string) error {
				data, err := s.receive(ctx, w[0], w[1], "base64")
				if err == nil {
					s.say("保存: %d バイト %s\n", len(data), capability.DigestOf(data))
				}
				return err
			}},
			{`適用 (\S+)`, func(ctx context.Context, w []string) error {
				mark, err := s.loadAny(ctx, w[0])
				if err == nil {
					s.say("適用済み %d\n", mark.Seq)
				}
				return err
			}},
		}
	},
	complain: func(s *session, code capability.RefusalCode, text string) { s.say("エラー %d: %s\n", code, text) },
}

func (s *session) pagesMade(m capability.Made) {
	s.say("要求 %s 大きさ %d SHA256 %s\n", m.Name, m.Size, m.SHA256)
}

func (s *session) pagesInfo(ctx context.Context, _ []string) error {
	id, err := s.station.Identify(ctx)
	if err != nil {
		return err
	}
	lines := []string{"製造元: " + id.Vendor, "型番: " + id.Model, "製造番号: " + id.Serial, "版: " + id.Firmware, fmt.Sprintf("ホスト: %s %s", id.Host.Type, id.Host.Value)}
	if id.Last != nil {
		lines = append(lines, fmt.Sprintf("最後の応答: %d %s", id.Last.Seq, id.Last.SHA256))
	}
	return s.more(ctx, lines)
}

func (s *session) pagesList(ctx context.Context, _ []string) error {
	all, err := s.station.Licenses(ctx)
	if err != nil {
		return err
	}
	var lines []string
	for _, l := range all {
		lines = append(lines, fmt.Sprintf("%s　%s　%d本　%s　%s", l.ActivationID, l.Version, l.Count, day(l, "無期限"), l.Feature))
	}
	return s.more(ctx, append(lines, fmt.Sprintf("合計 %d 件", len(all))))
}

// menus leads by numbers.
var menus = dialect{
	prompt: "Select: ",
	menu: "1 Device  2 Licenses  3 Add to return  4 Make return request\n5 Make confirmation  6 Last request  7 Send file  8 Receive file\n" +
		"9 Install response\n",
	phrases: func(s *session) []phrase {
		return []phrase{
			{`1`, s.menuInfo},
			{`2`, s.menuList},
			{`3`, s.menuOrder},
			{`([45])`, func(ctx context.Context, w []string) error {
				made, err := s.make(ctx, w[0] == "5")
				if err == nil {
					s.menuMade(made)
				}
				return err
			}},
			{`6`, func(ctx context.Context, _ []string) error {
				made, err := s.lastMade(ctx)
				if err == nil && made == nil {
					s.say("No request yet\n")
				} else if err == nil {
					s.menuMade(*made)
				}
				return err
			}},
			{`7`, func(ctx context.Context, _ []string) error { return s.get(ctx, []string{station.RequestFile, "hex"}) }},
			{`8`, s.menuReceive},
			{`9`, func(ctx context.Context, _ []string) error {
				mark, err := s.loadAny(ctx, station.ResponseFile)
				if err == nil {
					s.say("Response %d is installed\n", mark.Seq)
				}
				return err
			}},
		}
	},
	complain: func(s *session, code capability.RefusalCode, text string) { s.say("Error %d: %s\n", code, text) },
}

func (s *session) menuMade(m capability.Made) {
	s.say("Request file ......: %s\nBytes .............: %d\nChecksum (SHA-256) : %s\n", m.Name, m.Size, m.SHA256)
}

func (s *session) menuInfo(ctx context.Context, _ []string) error {
	id, err := s.station.Identify(ctx)
	s.say("Maker ........: %s\nDevice type ..: %s\nSerial number : %s\nHost ID ......: %s (%s)\n", id.Vendor, id.Model, id.Serial, id.Host.Value, id.Host.Type)
	if id.Last != nil {
		s.say("Last response : %d %s\n", id.Last.Seq, id.Last.SHA256)
	}
	return err
}

func (s *session) menuList(ctx context.Context, _ []string) error {
	all, err := s.station.Licenses(ctx)
	for i, l := range all {
		s.say("%d) %s x %d, %s (%s), ends %s\n", i+1, l.ActivationID, l.Count, l.Feature, l.Version, day(l, "never"))
	}
	return err
}

// menuOrder asks for a license and a number.
func (s *session) menuOrder(ctx context.Context, _ []string) error {
	id, err := s.ask(ctx, "Activation ID: ", true)
	if err != nil || id == "" {
		return err
	}
	keep, err := s.ask(ctx, "Units to keep: ", true)
	if err != nil {
		return err
	}
	return s.orderLine(id, keep)
}

func (s *session) menuReceive(ctx context.Context, _ []string) error {
	size, err := s.ask(ctx, "Bytes: ", true)
	if err != nil {
		return err
	}
	if _, err := strconv.Atoi(size); err != nil {
		return station.Refuse(capability.Unknown, "%s is no number", capability.Printable(size))
	}
	data, err := s.receive(ctx, station.ResponseFile, size, "hex")
	if err == nil {
		s.say("Received, checksum %s\n", capability.DigestOf(data))
	}
	return err
}
