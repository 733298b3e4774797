// Makes and shows passkeys: what the server asks goes to the browser, what the browser answers goes to the server.
(() => {
  const bytes = (text) => {
    const plain = atob(text.replaceAll("-", "+").replaceAll("_", "/"));
    return Uint8Array.from(plain, (letter) => letter.charCodeAt(0)).buffer;
  };
  const text = (buffer) =>
    btoa(String.fromCharCode(...new Uint8Array(buffer))).replaceAll("+", "-").replaceAll("/", "_").replaceAll("=", "");
  const named = (list) => (list || []).map((each) => ({ ...each, id: bytes(each.id) }));

  const make = async (options) => {
    const publicKey = {
      ...options,
      challenge: bytes(options.challenge),
      user: { ...options.user, id: bytes(options.user.id) },
      excludeCredentials: named(options.excludeCredentials),
    };
    const made = await navigator.credentials.create({ publicKey });
    return {
      ...about(made),
      response: {
        attestationObject: text(made.response.attestationObject),
        clientDataJSON: text(made.response.clientDataJSON),
        transports: made.response.getTransports ? made.response.getTransports() : [],
      },
    };
  };

  const show = async (options) => {
    const publicKey = {
      ...options,
      challenge: bytes(options.challenge),
      allowCredentials: named(options.allowCredentials),
    };
    const shown = await navigator.credentials.get({ publicKey });
    const { authenticatorData, clientDataJSON, signature, userHandle } = shown.response;
    return {
      ...about(shown),
      response: {
        authenticatorData: text(authenticatorData),
        clientDataJSON: text(clientDataJSON),
        signature: text(signature),
        userHandle: userHandle ? text(userHandle) : null,
      },
    };
  };

  const about = (credential) => ({
    id: credential.id,
    rawId: text(credential.rawId),
    type: credential.type,
    clientExtensionResults: credential.getClientExtensionResults(),
  });

  const sentences = {
    NotAllowedError: "أُلغي الطلب أو انتهى وقته؛ حاول مرة أخرى.",
    InvalidStateError: "هذا المفتاح مضاف من قبل.",
    too_many: "لا تُضاف وسيلة أخرى قبل أن تُزال واحدة.",
    password_first: "مضى وقت على كتابة كلمة المرور؛ حدّث الصفحة واكتبها من جديد.",
  };

  const post = async (address, token, body) => {
    const answer = await fetch(address, {
      method: "POST",
      headers: { "Content-Type": "application/json", "X-CSRFToken": token },
      body: JSON.stringify(body),
    });
    const told = await answer.json().catch(() => ({}));
    if (!answer.ok) throw Object.assign(new Error(told.detail || answer.status), { name: told.code || "Refused" });
    return told;
  };

  for (const place of document.querySelectorAll("[data-passkey]")) {
    const button = place.querySelector("button");
    const status = place.querySelector("[data-passkey-status]");
    const name = place.querySelector("input");
    if (!window.PublicKeyCredential) {
      button.disabled = true;
      status.textContent = "متصفحك لا يعرف مفاتيح المرور.";
      continue;
    }
    button.addEventListener("click", async () => {
      const { begin, complete, next, token } = place.dataset;
      button.disabled = true;
      status.textContent = "اتبع ما يطلبه متصفحك…";
      try {
        const options = await post(begin, token, {});
        const answer = await (place.dataset.passkey === "make" ? make : show)(options);
        const query = name ? `?name=${encodeURIComponent(name.value)}` : "";
        await post(complete + query, token, answer);
        location.assign(next);
      } catch (error) {
        status.textContent = sentences[error.name] || "لم يُقبل المفتاح؛ حاول مرة أخرى.";
        button.disabled = false;
      }
    });
  }
})();
