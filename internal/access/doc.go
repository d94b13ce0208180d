// Package access says who may do what, and keeps who saw whose data.
//
// Users have roles, roles have permissions (May); passwords are kept as
// argon2id hashes, sessions as hashes of their tokens. Every reading of a
// person's data names a purpose and leaves an access entry in the log, which
// an inspector can read (Saw, Entries). So does every search of the register,
// which must also tell enough and not come too often (Ask, Limits). Rules of the
// field live elsewhere.
package access
