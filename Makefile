# The commands of this project. Each names one script; the scripts say what they need.
#   make demo    build, load the demonstration country, serve it and print the address
#   make test    everything CI runs: islands, linters, tests on SQLite and PostgreSQL, browser
.PHONY: demo test lint web bench build clean help

help:
	@sed -n 's/^#   //p' Makefile

demo:
	@sh script/demo

test:
	@sh script/test

lint:
	@sh script/lint

web:
	@sh script/web

bench:
	@sh script/bench

build:
	@sh script/build

clean:
	@sh script/clean
