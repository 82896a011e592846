package desk

import (
	"fmt"
	"text/template"
	"text/template/parse"

	"handback/capability"
)

// parseSlip reads a template for the slip. Whatever it writes of a return goes
// through one door: what a device, a case or a person put into it stays in its
// line, and holds nothing that a terminal obeys.
func parseSlip(text string) (*template.Template, error) {
	t, err := template.New("slip").Option("missingkey=error").Funcs(template.FuncMap{door: slipWords}).Parse(text)
	if err != nil {
		return nil, err
	}
	for _, one := range t.Templates() {
		closeDoors(one.Root)
	}
	return t, nil
}

// door is the function at the end of each pipeline that writes something.
const door = "printable"

func slipWords(value any) string { return capability.Printable(fmt.Sprint(value)) }

// closeDoors puts the door behind each pipeline below a node, as html/template
// does with its escapers.
func closeDoors(n parse.Node) {
	switch n := n.(type) {
	case *parse.ListNode:
		if n == nil {
			return
		}
		for _, each := range n.Nodes {
			closeDoors(each)
		}
	case *parse.IfNode:
		closeDoors(n.List)
		closeDoors(n.ElseList)
	case *parse.RangeNode:
		closeDoors(n.List)
		closeDoors(n.ElseList)
	case *parse.WithNode:
		closeDoors(n.List)
		closeDoors(n.ElseList)
	case *parse.ActionNode:
		if len(n.Pipe.Decl) == 0 { // a declaration writes nothing
			n.Pipe.Cmds = append(n.Pipe.Cmds, &parse.CommandNode{
				NodeType: parse.NodeCommand, Pos: n.Pos, Args: []parse.Node{parse.NewIdentifier(door).SetPos(n.Pos)},
			})
		}
	}
}
