// Package demo invents the demonstration country: a fictional State with neighbours, makers, importers, dealers,
// owners and forces, ten years of what happened to its firearms, seizures with marks as badly read as real ones,
// and cases planted on purpose. It is demo, test and benchmark in one.
//
// It holds the generator (World), the truth about every seized item and planted case (Truth), the loader that
// brings all of it in through the doors of the rooms, and the checker that compares what the rooms then say with
// the truth. It holds no rule of the field: what a trace finds is found by the trace. The truth file is written
// by the loader and read by the checker alone.
//
// What may be relied on: the same seed, size and day give the same world, byte for byte; the life of the n-th
// firearm is made from seed and n alone, so that a million of them stream in bounded memory. All names, codes
// and places are invented; every State of the exercise has a code that ISO 3166 leaves to its users (XAA to XZZ),
// every party is marked as exercise, and the map lies in an empty part of an ocean.
package demo
