package media

// systemEjector is the service of this system that takes sticks out of use.
func systemEjector() ejector { return noEjector{} }
