// What the page uses of three.js; README.md says how three.js is bundled from it.
export {
  AddEquation, AlwaysStencilFunc, BackSide, Box3, BufferAttribute, BufferGeometry, CanvasTexture,
  CapsuleGeometry, ClampToEdgeWrapping, Color, CustomBlending, CylinderGeometry, DataTexture,
  DataUtils, DepthTexture, DecrementWrapStencilOp, DoubleSide, EquirectangularReflectionMapping, Euler,
  FloatType,
  FramebufferTexture, FrontSide, Group, HalfFloatType, IncrementWrapStencilOp, InstancedMesh,
  Line, LineBasicMaterial, LinearFilter, LinearSRGBColorSpace,
  Matrix4, Mesh, MeshBasicMaterial, MeshPhysicalMaterial, MeshStandardMaterial,
  NearestFilter, NeutralToneMapping, NoBlending, NotEqualStencilFunc, OneFactor,
  OrthographicCamera, PMREMGenerator, PerspectiveCamera, Plane, PlaneGeometry, Points,
  RGBAFormat, Raycaster, RepeatWrapping, ReplaceStencilOp, Scene, ShaderMaterial, Sphere,
  SphereGeometry, SRGBColorSpace, TorusGeometry, Vector2, Vector3, WebGLRenderTarget,
  WebGLRenderer,
} from "three";
export { OrbitControls } from "three/addons/controls/OrbitControls.js";
