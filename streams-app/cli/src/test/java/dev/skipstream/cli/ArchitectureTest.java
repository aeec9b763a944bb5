package dev.skipstream.cli;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.Architectures.layeredArchitecture;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.domain.Dependency;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.core.importer.ImportOption.DoNotIncludeTests;
import com.tngtech.archunit.core.importer.Location;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchCondition;
import com.tngtech.archunit.lang.ArchRule;
import com.tngtech.archunit.lang.ConditionEvents;
import com.tngtech.archunit.lang.SimpleConditionEvent;
import dev.skipstream.schemas.event.BoundingBox;
import dev.skipstream.schemas.event.Boxes;
import dev.skipstream.schemas.event.Detection;
import dev.skipstream.schemas.event.DetectionEvent;
import java.util.Map;
import java.util.Objects;

/**
 * The order of packages within each module, which docs/architecture.md draws. Maven has the order
 * of the modules.
 */
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

  private static final Map<String, String> MODULES = SourceModules.byClass();

  private static ArchCondition<JavaClass> beUsedByTheirModuleAlone() {
    return new ArchCondition<>("be used by their module alone") {
      @Override
      public void check(JavaClass internal, ConditionEvents events) {
        for (Dependency use : internal.getDirectDependenciesToSelf()) {
          String owner = moduleOf(internal);
          String user = moduleOf(use.getOriginClass());
          events.add(
              new SimpleConditionEvent(
                  use,
                  owner.equals(user),
                  "module %s uses an internal class of module %s: %s"
                      .formatted(user, owner, use.getDescription())));
        }
      }
    };
  }

  private static String moduleOf(JavaClass any) {
    String name = any.getName();
    int inner = name.indexOf('$');
    String top = inner < 0 ? name : name.substring(0, inner);
    return Objects.requireNonNull(MODULES.get(top), () -> top + " has no source file");
  }

  @ArchTest
  static final ArchRule noTwoPackagesDependOnEachOther =
      slices().matching("dev.skipstream.(**)").should().beFreeOfCycles();

  @ArchTest
  static final ArchRule thePackagesOfKafkaDependOneWay =
      layeredArchitecture()
          .consideringOnlyDependenciesInLayers()
          .layer("broker")
          .definedBy("dev.skipstream.broker")
          .layer("topics")
          .definedBy("dev.skipstream.topics")
          .layer("topics.range")
          .definedBy("dev.skipstream.topics.range")
          .whereLayer("broker")
          .mayNotBeAccessedByAnyLayer()
          .whereLayer("topics")
          .mayOnlyBeAccessedByLayers("broker", "topics.range")
          .whereLayer("topics.range")
          .mayNotBeAccessedByAnyLayer();

  @ArchTest
  static final ArchRule thePackagesOfEvaluationDependOneWay =
      layeredArchitecture()
          .consideringOnlyDependenciesInLayers()
          .layer("assign")
          .definedBy("dev.skipstream.assign")
          .layer("compare")
          .definedBy("dev.skipstream.compare")
          .layer("dataset")
          .definedBy("dev.skipstream.dataset")
          .layer("evaluate")
          .definedBy("dev.skipstream.evaluate")
          .layer("evaluate.classification")
          .definedBy("dev.skipstream.evaluate.classification")
          .layer("evaluate.segmentation")
          .definedBy("dev.skipstream.evaluate.segmentation")
          .layer("evaluate.tracks")
          .definedBy("dev.skipstream.evaluate.tracks")
          .layer("image.header")
          .definedBy("dev.skipstream.image.header")
          .layer("report")
          .definedBy("dev.skipstream.report")
          .layer("score")
          .definedBy("dev.skipstream.score")
          .layer("shape")
          .definedBy("dev.skipstream.shape")
          .whereLayer("assign")
          .mayOnlyBeAccessedByLayers("evaluate.tracks")
          .whereLayer("compare")
          .mayOnlyBeAccessedByLayers("report")
          .whereLayer("dataset")
          .mayNotBeAccessedByAnyLayer()
          .whereLayer("evaluate")
          .mayOnlyBeAccessedByLayers(
              "compare",
              "dataset",
              "evaluate.classification",
              "evaluate.segmentation",
              "evaluate.tracks",
              "report",
              "score")
          .whereLayer("evaluate.classification")
          .mayOnlyBeAccessedByLayers("report", "score")
          .whereLayer("evaluate.segmentation")
          .mayOnlyBeAccessedByLayers("score")
          .whereLayer("evaluate.tracks")
          .mayNotBeAccessedByAnyLayer()
          .whereLayer("image.header")
          .mayOnlyBeAccessedByLayers("dataset")
          .whereLayer("report")
          .mayNotBeAccessedByAnyLayer()
          .whereLayer("score")
          .mayOnlyBeAccessedByLayers("compare", "dataset", "report")
          .whereLayer("shape")
          .mayOnlyBeAccessedByLayers(
              "compare", "dataset", "evaluate", "evaluate.segmentation", "score");

  @ArchTest
  static final ArchRule thePackagesOfDetectorDependOneWay =
      layeredArchitecture()
          .consideringOnlyDependenciesInLayers()
          .layer("compute")
          .definedBy("dev.skipstream.compute")
          .layer("detect")
          .definedBy("dev.skipstream.detect")
          .layer("doctor")
          .definedBy("dev.skipstream.doctor")
          .layer("gpu")
          .definedBy("dev.skipstream.gpu")
          .layer("image")
          .definedBy("dev.skipstream.image")
          .layer("image.fetch")
          .definedBy("dev.skipstream.image.fetch")
          .layer("image.internal.jpeg")
          .definedBy("dev.skipstream.image.internal.jpeg")
          .layer("model")
          .definedBy("dev.skipstream.model")
          .whereLayer("compute")
          .mayOnlyBeAccessedByLayers("doctor", "model")
          .whereLayer("detect")
          .mayOnlyBeAccessedByLayers("compute", "doctor", "model")
          .whereLayer("doctor")
          .mayNotBeAccessedByAnyLayer()
          .whereLayer("gpu")
          .mayOnlyBeAccessedByLayers("detect", "doctor", "model")
          .whereLayer("image")
          .mayOnlyBeAccessedByLayers("detect", "doctor", "model")
          .whereLayer("image.fetch")
          .mayNotBeAccessedByAnyLayer()
          .whereLayer("image.internal.jpeg")
          .mayOnlyBeAccessedByLayers("image")
          .whereLayer("model")
          .mayOnlyBeAccessedByLayers("doctor");

  @ArchTest
  static final ArchRule thePackagesOfSourcesDependOneWay =
      layeredArchitecture()
          .consideringOnlyDependenciesInLayers()
          .layer("publish")
          .definedBy("dev.skipstream.publish")
          .layer("camera")
          .definedBy("dev.skipstream.camera")
          .layer("camera.file")
          .definedBy("dev.skipstream.camera.file")
          .layer("camera.report")
          .definedBy("dev.skipstream.camera.report")
          .layer("source")
          .definedBy("dev.skipstream.source")
          .layer("source.ffmpeg")
          .definedBy("dev.skipstream.source.ffmpeg")
          .layer("source.street")
          .definedBy("dev.skipstream.source.street")
          .whereLayer("publish")
          .mayNotBeAccessedByAnyLayer()
          .whereLayer("camera")
          .mayOnlyBeAccessedByLayers("publish", "camera.file", "camera.report")
          .whereLayer("camera.file")
          .mayNotBeAccessedByAnyLayer()
          .whereLayer("camera.report")
          .mayOnlyBeAccessedByLayers("publish")
          .whereLayer("source")
          .mayOnlyBeAccessedByLayers(
              "publish", "camera", "camera.file", "camera.report", "source.street")
          .whereLayer("source.ffmpeg")
          .mayOnlyBeAccessedByLayers("publish", "camera", "source")
          .whereLayer("source.street")
          .mayOnlyBeAccessedByLayers("publish");

  @ArchTest
  static final ArchRule thePackagesOfStreamDependOneWay =
      layeredArchitecture()
          .consideringOnlyDependenciesInLayers()
          .layer("audit")
          .definedBy("dev.skipstream.audit")
          .layer("health")
          .definedBy("dev.skipstream.health")
          .layer("frame")
          .definedBy("dev.skipstream.frame")
          .layer("redrive")
          .definedBy("dev.skipstream.redrive")
          .layer("shadow")
          .definedBy("dev.skipstream.shadow")
          .layer("stream")
          .definedBy("dev.skipstream.stream")
          .layer("stream.internal.frame")
          .definedBy("dev.skipstream.stream.internal.frame")
          .layer("stream.internal.group")
          .definedBy("dev.skipstream.stream.internal.group")
          .layer("stream.internal.journal")
          .definedBy("dev.skipstream.stream.internal.journal")
          .layer("stream.internal.outcome")
          .definedBy("dev.skipstream.stream.internal.outcome")
          .layer("stream.internal.telemetry")
          .definedBy("dev.skipstream.stream.internal.telemetry")
          .layer("telemetry")
          .definedBy("dev.skipstream.telemetry")
          .whereLayer("audit")
          .mayNotBeAccessedByAnyLayer()
          .whereLayer("health")
          .mayNotBeAccessedByAnyLayer()
          .whereLayer("frame")
          .mayOnlyBeAccessedByLayers(
              "stream",
              "stream.internal.frame",
              "stream.internal.group",
              "stream.internal.outcome",
              "stream.internal.telemetry")
          .whereLayer("redrive")
          .mayNotBeAccessedByAnyLayer()
          .whereLayer("shadow")
          .mayOnlyBeAccessedByLayers("stream", "stream.internal.frame")
          .whereLayer("stream")
          .mayNotBeAccessedByAnyLayer()
          .whereLayer("stream.internal.frame")
          .mayOnlyBeAccessedByLayers("stream", "stream.internal.group")
          .whereLayer("stream.internal.group")
          .mayOnlyBeAccessedByLayers("stream")
          .whereLayer("stream.internal.journal")
          .mayOnlyBeAccessedByLayers("stream", "stream.internal.frame", "stream.internal.group")
          .whereLayer("stream.internal.outcome")
          .mayOnlyBeAccessedByLayers(
              "stream",
              "stream.internal.frame",
              "stream.internal.group",
              "stream.internal.telemetry")
          .whereLayer("stream.internal.telemetry")
          .mayOnlyBeAccessedByLayers("stream", "stream.internal.frame")
          .whereLayer("telemetry")
          .mayOnlyBeAccessedByLayers(
              "health", "stream", "stream.internal.frame", "stream.internal.telemetry");

  @ArchTest
  static final ArchRule thePackagesOfRecordedDependOneWay =
      layeredArchitecture()
          .consideringOnlyDependenciesInLayers()
          .layer("comparison")
          .definedBy("dev.skipstream.comparison")
          .layer("evaluation")
          .definedBy("dev.skipstream.evaluation")
          .layer("replay")
          .definedBy("dev.skipstream.replay")
          .whereLayer("comparison")
          .mayNotBeAccessedByAnyLayer()
          .whereLayer("evaluation")
          .mayOnlyBeAccessedByLayers("comparison")
          .whereLayer("replay")
          .mayOnlyBeAccessedByLayers("evaluation");

  @ArchTest
  static final ArchRule thePackagesOfCliDependOneWay =
      layeredArchitecture()
          .consideringOnlyDependenciesInLayers()
          .layer("cli")
          .definedBy("dev.skipstream.cli")
          .layer("demo")
          .definedBy("dev.skipstream.demo")
          .whereLayer("cli")
          .mayNotBeAccessedByAnyLayer()
          .whereLayer("demo")
          .mayOnlyBeAccessedByLayers("cli");

  @ArchTest
  static final ArchRule theInternalsOfAModuleAreForThisModuleAlone =
      classes()
          .that()
          .resideInAPackage("dev.skipstream..internal..")
          .should(beUsedByTheirModuleAlone());

  @ArchTest
  static final ArchRule theEvaluatorKnowsNothingOfKafka =
      noClasses()
          .that()
          .resideInAnyPackage(
              "dev.skipstream.assign",
              "dev.skipstream.compare",
              "dev.skipstream.dataset",
              "dev.skipstream.evaluate..",
              "dev.skipstream.image.header",
              "dev.skipstream.report",
              "dev.skipstream.shape")
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage("org.apache.kafka..", "..schemas.serde..");

  /** A new kind of findings must not require a change to these packages. */
  @ArchTest
  static final ArchRule theStreamNamesNoKindOfFindings =
      noClasses()
          .that()
          .resideInAnyPackage(
              "dev.skipstream.stream..",
              "dev.skipstream.shadow..",
              "dev.skipstream.audit..",
              "dev.skipstream.frame..",
              "dev.skipstream.telemetry..",
              "dev.skipstream.health..",
              "dev.skipstream.replay..")
          .should()
          .dependOnClassesThat()
          .belongToAnyOf(Boxes.class, Detection.class, DetectionEvent.class, BoundingBox.class);

  @ArchTest
  static final ArchRule theAsynchronousStageKnowsNothingOfImages =
      noClasses()
          .that()
          .resideInAPackage("dev.skipstream.async..")
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage(
              "..schemas..",
              "..registry..",
              "..image..",
              "..detect..",
              "dev.skipstream.stream..",
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
  static final ArchRule onlyImagesAndSourcesTouchOpenCv =
      noClasses()
          .that()
          .resideOutsideOfPackages(
              "dev.skipstream.camera..", "dev.skipstream.image..", "dev.skipstream.source..")
          .should()
          .dependOnClassesThat()
          .resideInAPackage("org.bytedeco..");

  @ArchTest
  static final ArchRule onlyTheBrokerPackageTouchesTheBroker =
      noClasses()
          .that()
          .resideOutsideOfPackage("dev.skipstream.broker..")
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage(
              "kafka..", "org.apache.kafka.server..", "org.apache.kafka.metadata..");

  @ArchTest
  static final ArchRule onlyTheCommandLineTouchesPicocli =
      noClasses()
          .that()
          .resideOutsideOfPackages("dev.skipstream.cli..", "dev.skipstream.demo..")
          .should()
          .dependOnClassesThat()
          .resideInAPackage("picocli..");
}
