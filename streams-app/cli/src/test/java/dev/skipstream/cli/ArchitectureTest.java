package dev.skipstream;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.Architectures.layeredArchitecture;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.core.importer.ImportOption.DoNotIncludeTests;
import com.tngtech.archunit.core.importer.Location;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;

/** The order of packages that docs/architecture.md draws. */
@AnalyzeClasses(
    packages = "dev.skipstream",
    importOptions = {DoNotIncludeTests.class, ArchitectureTest.NoTestJars.class})
class ArchitectureTest {

  /** Leaves out the tests of another module, which come in a jar. */
  static final class NoTestJars implements ImportOption {
    @Override
    public boolean includes(Location location) {
      return !location.contains("-tests.jar");
    }
  }

  @ArchTest
  static final ArchRule packagesDependOneWay =
      layeredArchitecture()
          .consideringOnlyDependenciesInAnyPackage("dev.skipstream..")
          .withOptionalLayers(true)
          .layer("schemas")
          .definedBy("..schemas..")
          .layer("registry")
          .definedBy("..registry..")
          .layer("tls")
          .definedBy("..tls..")
          .layer("async")
          .definedBy("..async..")
          .layer("broker")
          .definedBy("..broker..")
          .layer("image")
          .definedBy("..image..")
          .layer("detect")
          .definedBy("..detect..")
          .layer("journal")
          .definedBy("..journal..")
          .layer("model")
          .definedBy("dev.skipstream.model..")
          .layer("shadow")
          .definedBy("..shadow..")
          .layer("topology")
          .definedBy("..topology..")
          .layer("audit")
          .definedBy("..audit..")
          .layer("replay")
          .definedBy("..replay..")
          .layer("evaluate")
          .definedBy("..evaluate..")
          .layer("dataset")
          .definedBy("..dataset..")
          .layer("report")
          .definedBy("..report..")
          .layer("source")
          .definedBy("..source..")
          .layer("demo")
          .definedBy("..demo..")
          .layer("bench")
          .definedBy("..bench..")
          .layer("console")
          .definedBy("..console..")
          .layer("app")
          .definedBy("..app..")
          .whereLayer("app")
          .mayNotBeAccessedByAnyLayer()
          .whereLayer("demo")
          .mayOnlyBeAccessedByLayers("app")
          .whereLayer("bench")
          .mayOnlyBeAccessedByLayers("app")
          .whereLayer("audit")
          .mayOnlyBeAccessedByLayers("app")
          .whereLayer("replay")
          .mayOnlyBeAccessedByLayers("app")
          .whereLayer("evaluate")
          .mayOnlyBeAccessedByLayers(
              "dataset", "source", "report", "shadow", "bench", "demo", "app")
          .whereLayer("dataset")
          .mayOnlyBeAccessedByLayers("source", "bench", "app")
          .whereLayer("report")
          .mayOnlyBeAccessedByLayers("app")
          .whereLayer("console")
          .mayOnlyBeAccessedByLayers("app")
          .whereLayer("source")
          .mayOnlyBeAccessedByLayers("bench", "demo", "app")
          .whereLayer("topology")
          .mayOnlyBeAccessedByLayers("replay", "bench", "console", "demo", "app")
          .whereLayer("shadow")
          .mayOnlyBeAccessedByLayers("topology", "app")
          .whereLayer("detect")
          .mayOnlyBeAccessedByLayers(
              "model", "shadow", "topology", "replay", "bench", "demo", "app")
          .whereLayer("model")
          .mayOnlyBeAccessedByLayers("shadow", "topology", "bench", "app")
          .whereLayer("image")
          .mayOnlyBeAccessedByLayers(
              "detect", "model", "shadow", "topology", "dataset", "source", "bench", "demo", "app")
          .whereLayer("broker")
          .mayOnlyBeAccessedByLayers(
              "shadow", "topology", "replay", "audit", "bench", "demo", "app")
          .whereLayer("journal")
          .mayOnlyBeAccessedByLayers("topology")
          .whereLayer("async")
          .mayOnlyBeAccessedByLayers("topology", "replay", "app")
          .whereLayer("tls")
          .mayOnlyBeAccessedByLayers("registry", "console", "app")
          .whereLayer("registry")
          .mayOnlyBeAccessedByLayers("detect", "model", "shadow", "topology", "bench", "app");

  @ArchTest
  static final ArchRule theEvaluatorKnowsNothingOfKafka =
      noClasses()
          .that()
          .resideInAPackage("..evaluate..")
          .should()
          .dependOnClassesThat()
          .resideInAPackage("org.apache.kafka..");

  @ArchTest
  static final ArchRule theAsynchronousStageKnowsNothingOfImages =
      noClasses()
          .that()
          .resideInAPackage("..async..")
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage(
              "..schemas..",
              "..registry..",
              "..image..",
              "..detect..",
              "..topology..",
              "ai.djl..",
              "io.micrometer..");

  @ArchTest
  static final ArchRule onlyTheDrainAndTheStreamsGroupConsumerTouchInternalsOfKafkaStreams =
      noClasses()
          .that()
          .haveNameNotMatching("dev\\.skipstream\\.async\\.(Drain(\\$.*)?|StreamsGroupConsumer)")
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage("org.apache.kafka.streams..internals..");

  @ArchTest
  static final ArchRule onlyTheReaderOfVideosTouchesFfmpeg =
      noClasses()
          .that()
          .resideOutsideOfPackage("dev.skipstream.source.ffmpeg..")
          .should()
          .dependOnClassesThat()
          .resideInAPackage("org.bytedeco.ffmpeg..");

  @ArchTest
  static final ArchRule onlyTheBrokerPackageTouchesTheBroker =
      noClasses()
          .that()
          .resideOutsideOfPackage("..broker..")
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage(
              "kafka..", "org.apache.kafka.server..", "org.apache.kafka.metadata..");
}
