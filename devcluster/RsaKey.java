import java.security.GeneralSecurityException;
import java.security.KeyPairGenerator;
import java.util.Base64;

/** Prints a new RSA key in PEM form: for a machine with a JDK but without openssl. */
final class RsaKey {
  private RsaKey() {}

  public static void main(String[] args) throws GeneralSecurityException {
    KeyPairGenerator generator = KeyPairGenerator.getInstance("RSA");
    generator.initialize(2048);
    byte[] pkcs8 = generator.generateKeyPair().getPrivate().getEncoded();
    System.out.println("-----BEGIN PRIVATE KEY-----");
    System.out.println(Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(pkcs8));
    System.out.println("-----END PRIVATE KEY-----");
  }
}
