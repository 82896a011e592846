package device

import "errors"

func makePipe(string) error { return errors.New("no pipe lies in a folder here") }
