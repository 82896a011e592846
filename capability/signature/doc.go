// Package signature makes and checks detached SSH signatures (PROTOCOL.sshsig
// of OpenSSH): those of certificates and those of cases on a stick. ssh-keygen
// makes and checks the same ones:
//
//	ssh-keygen -Y sign   -n NAMESPACE -f KEY < FILE > FILE.sig
//	ssh-keygen -Y verify -n NAMESPACE -f SIGNERS -I WHO -s FILE.sig < FILE
//
// A [Key] is the user's own: a file as ssh-keygen writes it, or one that an
// ssh-agent holds. [Signers] are the people whose signatures count, as the list
// in ssh-keygen(1), ALLOWED SIGNERS, names them. What a signature says is who
// signed, never that the words are true.
package signature
