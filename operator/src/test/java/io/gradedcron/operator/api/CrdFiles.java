package io.gradedcron.operator.api;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.annotation.JsonClassDescription;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.fabric8.crd.generator.annotation.AdditionalPrinterColumn;
import io.fabric8.crdv2.generator.CRDGenerator;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.apiextensions.v1.CustomResourceColumnDefinition;
import io.fabric8.kubernetes.api.model.apiextensions.v1.CustomResourceDefinition;
import io.fabric8.kubernetes.api.model.apiextensions.v1.CustomResourceDefinitionVersion;
import io.fabric8.kubernetes.api.model.apiextensions.v1.JSONSchemaProps;
import io.fabric8.kubernetes.api.model.apiextensions.v1.JSONSchemaPropsBuilder;
import io.fabric8.kubernetes.client.CustomResource;
import io.fabric8.kubernetes.client.utils.KubernetesSerialization;
import io.fabric8.kubernetes.client.utils.Serialization;
import io.fabric8.kubernetes.client.utils.YamlDumpSettingsBuilder;
import java.io.ByteArrayOutputStream;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.Type;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * The files in {@code crds/} as they follow from the classes of this package: fabric8's generator
 * reads the annotations, {@link NativeTypes} adds what the API server knows of Kubernetes' own
 * types.
 */
final class CrdFiles {
  private static final String HEADER =
      "# Generated from the classes of io.gradedcron.operator.api: change those, then run make crds.\n";

  private CrdFiles() {}

  /** Returns the text of each file by its name. */
  static Map<String, String> generate() {
    Map<String, String> files = new TreeMap<>();
    NativeTypes natives = NativeTypes.load(mapper());
    for (Class<? extends CustomResource<?, ?>> type :
        List.of(GradedCronJob.class, Degradation.class)) {
      CustomResourceDefinition crd = generate(type, natives);
      files.put(crd.getMetadata().getName() + ".yaml", HEADER + yaml().asYaml(crd).substring(4));
    }
    if (!natives.unused().isEmpty()) {
      throw new IllegalStateException(
          "native-types.yaml names what no schema has: " + natives.unused());
    }
    return files;
  }

  private static CustomResourceDefinition generate(
      Class<? extends CustomResource<?, ?>> type, NativeTypes natives) {
    ByteArrayOutputStream text = new ByteArrayOutputStream();
    new CRDGenerator()
        .customResourceClasses(List.<Class<? extends HasMetadata>>of(type))
        .withOutput(new Memory(text))
        .generate();
    CustomResourceDefinition crd =
        Serialization.unmarshal(text.toString(UTF_8), CustomResourceDefinition.class);
    CustomResourceDefinitionVersion version = crd.getSpec().getVersions().get(0);
    orderColumns(version, type);
    finishSchema(version.getSchema().getOpenAPIV3Schema(), type, natives);
    return crd;
  }

  /** The generator sorts columns by path; a reader expects them as they are declared. */
  private static void orderColumns(CustomResourceDefinitionVersion version, Class<?> type) {
    List<String> declared =
        Arrays.stream(type.getAnnotationsByType(AdditionalPrinterColumn.class))
            .map(AdditionalPrinterColumn::name)
            .toList();
    List<CustomResourceColumnDefinition> columns = version.getAdditionalPrinterColumns();
    columns.sort(Comparator.comparingInt(column -> declared.indexOf(column.getName())));
    // Zero is what the API server assumes.
    columns.stream().filter(c -> c.getPriority() == 0).forEach(c -> c.setPriority(null));
  }

  private static void finishSchema(JSONSchemaProps root, Class<?> type, NativeTypes natives) {
    Type[] parts = ((ParameterizedType) type.getGenericSuperclass()).getActualTypeArguments();
    JSONSchemaProps spec = root.getProperties().get("spec");
    JSONSchemaProps status = root.getProperties().get("status");
    natives.restore(spec, parts[0]);
    natives.restore(status, parts[1]);
    NativeTypes.dropEnums(status);
    // Named, so that a rule on the name can point at it.
    root.getProperties()
        .put(
            "metadata",
            new JSONSchemaPropsBuilder()
                .withType("object")
                .addToProperties("name", new JSONSchemaPropsBuilder().withType("string").build())
                .build());
    root.setRequired(List.of("spec"));
    dropRepeatedRules(root);
    root.setDescription(description(type));
    spec.setDescription(description((Class<?>) parts[0]));
    status.setDescription(description((Class<?>) parts[1]));
  }

  /** The generator finds a rule of a record's component at the field and at the accessor. */
  private static void dropRepeatedRules(JSONSchemaProps schema) {
    schema.setXKubernetesValidations(
        schema.getXKubernetesValidations().stream().distinct().toList());
    schema.getProperties().values().forEach(CrdFiles::dropRepeatedRules);
  }

  private static String description(Class<?> type) {
    return type.getAnnotation(JsonClassDescription.class).value();
  }

  private static ObjectMapper mapper() {
    ObjectMapper mapper = new ObjectMapper();
    new KubernetesSerialization(mapper, false);
    return mapper;
  }

  private static KubernetesSerialization yaml() {
    return new KubernetesSerialization(
        new ObjectMapper(), false, new YamlDumpSettingsBuilder().setMinimizeQuotes(true).build());
  }

  /** The generator's output, kept instead of written. */
  private record Memory(ByteArrayOutputStream stream)
      implements CRDGenerator.CRDOutput<ByteArrayOutputStream> {
    @Override
    public ByteArrayOutputStream outputFor(String crdName) {
      return stream;
    }

    @Override
    public void close() {}
  }
}
