# The two commands of the README, and the checks before a commit. Each calls a script that also runs by itself.
.PHONY: demo test check

demo:  ## set up, build, read the example articles, answer a question about them
	@scripts/demo

test:  ## set up and run all tests
	@scripts/test

check: ## all that is checked before a change is taken: tests, format, lints, documentation
	@bash .ci/run
