// Package tag reads what a radio tag or a two-dimensional code on a firearm says: the bytes or the text that a
// reader or scanner hands over, not a picture.
//
// Decode recognises and reads
//   - Electronic Product Codes as hexadecimal or as a URI: SGTIN-96 and SGTIN-198 (a serial number under a
//     trade item number), GIAI-96 and GIAI-202 (an asset number of a company), USDoD-96 (CAGE and serial);
//   - GS1 element strings, with the separators a scanner sends or with brackets as printed, and GS1 Digital Link
//     addresses;
//   - the ISO/IEC 15434 envelope in the formats 05 (application identifiers), 06 (data identifiers) and 12 or DD
//     (text element identifiers), and the unique item identifier (UII) that MIL-STD-130 makes of it;
//   - the identifier of a chip: ISO/IEC 15693 and ISO/IEC 14443 (NFC).
//
// A Tag has a Key: the same key means the same claimed object, whichever carrier said it. The same serialised
// trade item has one key as SGTIN-96 on a radio tag, as element string in a Data Matrix and as Digital Link.
//
// It holds no register and decides nothing: a tag is a claim, the struck mark is the identity. What is against
// a standard but readable (a wrong check digit, a date that is none) is kept and told as a Fault; what cannot be
// read is an error that says where. Values are plain and safe to share; the same input gives the same answer.
//
// Sources: GS1 EPC Tag Data Standard and its Tag Data Translation tables 2.0 (ref.gs1.org/standards/tdt/2.0.0);
// GS1 General Specifications (application identifiers); GS1 Digital Link: URI syntax; MIL-STD-130N with change
// 1, tables A-II and V (data identifiers, issuing agencies); ISO/IEC 15434 and 7816-6 and the text element
// identifiers of ATA Spec 2000 from memory, marked where they stand.
package tag
