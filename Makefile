# What a person does here. make help lists it.
.DEFAULT_GOAL := help
MVN := ./mvnw -B -ntp

.PHONY: help build image try test e2e chaos format crds clean mutation sabotage fuzz-cron cron-answers bench bench-burst bench-stop bench-scale bench-wheel bench-cron

help: ## List the targets
	@awk -F ':.*## ' '/^[a-z0-9-]+:.*## / { printf "  make %-12s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

build: ## Build operator/target/gradedcron-operator.jar
	$(MVN) -q -DskipTests package

# One platform becomes an archive, of OCI's format or of Docker's; all of them only what is pushed. A base in a file is of
# this machine's platform. docs/install.md says what is in it.
BASE := eclipse-temurin:25-jre
PLATFORM = linux/$(patsubst aarch64,arm64,$(patsubst x86_64,amd64,$(shell uname -m)))
REVISION = $(shell git describe --always --abbrev=40 --dirty --exclude '*' 2>/dev/null || echo unknown)
JIB = $(MVN) -q -Pimage -Dmaven.test.skip -Dspotless.check.skip -pl operator -Djib.disableUpdateChecks=true \
  '-Dimage.base=$(BASE)' '-Dimage.revision=$(REVISION)' package com.google.cloud.tools:jib-maven-plugin
image: ## Build the container image, without Docker, as a tar (FORMAT=Docker for docker load), or push it (PUSH=registry/name[:tag])
ifeq ($(PUSH),)
	@$(JIB):buildTar '-Djib.from.platforms=$(PLATFORM)' $(if $(FORMAT),-Dimage.format=$(FORMAT)) $(if $(NAME),-Dimage.name=$(NAME))
	@echo "operator/target/gradedcron-image.tar: $(or $(NAME),localhost/gradedcron/operator), $(PLATFORM), $$(cat operator/target/jib-image.digest)"
else
	@$(JIB):build $(if $(filter tar://%,$(BASE)),'-Djib.from.platforms=$(PLATFORM)',-Dimage.format=Docker) \
	  '-Dimage.name=$(PUSH)$(if $(findstring :,$(lastword $(subst /, ,$(PUSH)))),,:$${project.version})'
	@echo "$(PUSH): $$(cat operator/target/jib-image.digest)"
endif

try: ## See it work on a cluster of its own: JDK and Go are all it needs (SECONDS=90 ends by itself; NODE=real runs pods, as root)
	@NODE=$(NODE) devcluster/try.sh $(if $(SECONDS),--seconds $(SECONDS))

test: ## Run every test; starts and stops what it needs by itself
	@devcluster/build.sh >/dev/null
	@HELM=$$(devcluster/build.sh)/helm helm/check.sh
	@helm/check.sh devcluster
	sabotage/run.sh --check
	$(MVN) verify -Pdevcluster,bench
	@devcluster/e2e.sh --optional
	@cron-oracle/run.sh --optional fuzz 60

e2e: ## Install the image on a real node, run pods, stop and drain them, kill replicas; needs root on Linux
	@devcluster/e2e.sh

fuzz-cron: ## Compare cron texts with Kubernetes' own parser; SECONDS=60, SEED=n repeats a run
	@cron-oracle/run.sh fuzz $(or $(SECONDS),60) $(SEED)

cron-answers: ## Write the committed answers of Kubernetes' own parser anew
	@cron-oracle/run.sh answers

# SEED=n repeats the choices of a run; CONTROL=1 breaks the slots' identity, and the count has to see it.
chaos: ## Count every slot while replicas, network and control plane fail (SECONDS=600 REPLICAS=3 SCHEDULES=300 SEED=n CONTROL=1)
	@devcluster/build.sh >/dev/null
	@$(MVN) -q -DskipTests -Dspotless.check.skip package dependency:build-classpath -Dmdep.outputFile=target/test.classpath
	@$(if $(JAVA_HOME),$(JAVA_HOME)/bin/)java -Xmx2g -Dgradedcron.root=$(CURDIR) $(if $(SECONDS),-Dchaos.seconds=$(SECONDS)) \
	  $(if $(REPLICAS),-Dchaos.replicas=$(REPLICAS)) $(if $(SCHEDULES),-Dchaos.schedules=$(SCHEDULES)) $(if $(SEED),-Dchaos.seed=$(SEED)) \
	  $(if $(FAILOVERS),-Dchaos.failovers=$(FAILOVERS)) $(if $(filter-out 0,$(CONTROL)),-Dchaos.control=true) \
	  -cp operator/target/test-classes:operator/target/classes:$$(cat operator/target/test.classpath) io.gradedcron.operator.chaos.ChaosRun

# Of the tables on a real API server a part can be asked for; it is printed, and written only with PAGE=true:
# N="100 1000" MINUTES=3 CONTESTANTS="bare gradedcron built-in-tuned built-in" EVERY=15 (seconds rather than a minute,
# gradedcron alone) RESTARTS=false CONNECTIONS=64 (of bare creates, rather than the best number) FINISHED=0 (schedules
# with finished Jobs) JAR=another.jar OPTIONS="-Xmx1g" (of the JVM, rather than the chart's) JAVA=another/bin/java.
BENCH_PART := N MINUTES CONTESTANTS EVERY RESTARTS CONNECTIONS FINISHED JAR OPTIONS JAVA
bench: $(addprefix bench-,$(or $(ONLY),burst stop scale wheel cron)) ## Measure beside what people would use instead, write docs/BENCHMARKS.md; an hour and a half with nothing else running (ONLY=burst for one table)
bench-burst bench-stop bench-scale: bench-%:
	@devcluster/build.sh >/dev/null
	@$(MVN) -q -DskipTests -Dspotless.check.skip package dependency:build-classpath -Dmdep.outputFile=target/test.classpath
	@$(if $(JAVA_HOME),$(JAVA_HOME)/bin/)java -Xmx2g -Dgradedcron.root=$(CURDIR) -Dbench.only=$* \
	  '-Dbench.n=$(N)' '-Dbench.minutes=$(MINUTES)' '-Dbench.contestants=$(CONTESTANTS)' '-Dbench.every=$(EVERY)' \
	  '-Dbench.restarts=$(RESTARTS)' '-Dbench.connections=$(CONNECTIONS)' '-Dbench.finished=$(FINISHED)' \
	  '-Dbench.jar=$(JAR)' '-Dbench.java.options=$(OPTIONS)' '-Dbench.java=$(JAVA)' \
	  -Dbench.page=$(or $(PAGE),$(if $(strip $(foreach part,$(BENCH_PART),$($(part)))),false,true)) \
	  '-Dbench.command=make $@$(foreach part,$(BENCH_PART),$(if $($(part)), $(part)="$($(part))"))' \
	  -cp operator/target/test-classes:operator/target/classes:$$(cat operator/target/test.classpath) io.gradedcron.operator.bench.BenchMain

# PIECE=bytes measures one piece of it; the others keep what they had.
bench-wheel: ## Measure the timing wheel beside its peers and write docs/BENCHMARKS.md, some five minutes (PIECE=bytes for one)
bench-cron: ## The same for the cron evaluator, a minute
bench-wheel bench-cron: bench-%:
	@$(MVN) -q -Pbench -DskipTests -Dspotless.check.skip package dependency:build-classpath -Dmdep.outputFile=target/bench.classpath
	@$(if $(JAVA_HOME),$(JAVA_HOME)/bin/)java -Xmx2g -Djdk.attach.allowAttachSelf=true -Djol.magicFieldOffset=true \
	  -cp bench/target/classes:$$(cat bench/target/bench.classpath) io.gradedcron.bench.Bench $(CURDIR) $* $(PIECE)

# Each package is mutated by itself and has to reach the threshold by itself.
PURE := plan degrade cron wheel
mutation: ## Break the pure packages on purpose, see which tests notice (PACKAGE=cron for one)
	$(MVN) -pl operator -Pmutation -Djacoco.skip=true test-compile \
	  $(addprefix org.pitest:pitest-maven:mutationCoverage@,$(or $(PACKAGE),$(PURE)))

sabotage: ## Break each promise about hard cases by a patch of one line: a test must fail (PATCH=name for one)
	@devcluster/build.sh >/dev/null
	@sabotage/run.sh $(PATCH)

format: ## Format the Java sources
	$(MVN) -q -Pbench spotless:apply

crds: ## Write crds/ anew from the classes in the package api, and docs/api.md from crds/
	$(MVN) -q -pl operator test -Dtest=CrdFilesTest -Dcrds.write=true
	$(MVN) -q -pl operator test -Dtest=ApiPageTest -Dapi.page.write=true

clean: ## Remove what was built, but not devcluster's cache
	-devcluster/cluster.sh down
	-devcluster/node.sh down
	$(MVN) -q -Pbench clean
