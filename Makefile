# What a person does here. make help lists it.
.DEFAULT_GOAL := help
MVN := ./mvnw -B -ntp

.PHONY: help build try test format crds clean

help: ## List the targets
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "  make %-8s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

build: ## Build operator/target/gradedcron-operator.jar
	$(MVN) -q -DskipTests package

try: ## See it work on a cluster of its own: JDK and Go are all it needs (SECONDS=90 ends by itself)
	@devcluster/try.sh $(if $(SECONDS),--seconds $(SECONDS))

test: ## Run every test; starts and stops what it needs by itself
	@devcluster/build.sh >/dev/null
	@HELM=$$(devcluster/build.sh)/helm helm/check.sh
	$(MVN) verify -Pdevcluster

format: ## Format the Java sources
	$(MVN) -q spotless:apply

crds: ## Write crds/ anew from the classes in the package api
	$(MVN) -q -pl operator test -Dtest=CrdFilesTest -Dcrds.write=true

clean: ## Remove what was built, but not devcluster's cache
	-devcluster/cluster.sh down
	$(MVN) -q clean
